import { describe, expect, it } from 'vitest'
import { RaceWatch } from '../../../src/simulation/network/race-watch.ts'
import { packet } from '../../kernel/packets.ts'

const question = packet('udp', '10.244.1.20:4000', '10.96.0.10:53')

describe('two datagrams', () => {
  it.each([
    {
      name: 'of one socket at one instant, the first of which began a connection, may race',
      second: question,

      atMs: 5,
      connections: 1,
      want: true,
    },
    {
      name: 'do not once the connection is there',
      second: question,

      atMs: 5,
      connections: 0,
      want: false,
    },
    {
      name: 'do not at another time',
      second: question,

      atMs: 6,
      connections: 1,
      want: false,
    },
    {
      name: 'do not from another port',
      second: { ...question, sourcePort: 4_001 },

      atMs: 5,
      connections: 1,
      want: false,
    },
    {
      name: 'do not if they are segments',
      second: { ...question, protocol: 6 },

      atMs: 5,
      connections: 1,
      want: false,
    },
  ])('$name', ({ second, atMs, connections, want }) => {
    const watch = new RaceWatch()
    expect(watch.couldLose(question, 5, 0)).toBe(false)
    expect(watch.couldLose(second, atMs, connections)).toBe(want)
  })
})
