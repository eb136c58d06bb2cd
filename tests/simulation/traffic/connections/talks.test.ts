import { describe, expect, it } from 'vitest'
import type { Talk } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { oneRequest, play } from '../played.ts'

const talks: { talk: Talk; port: number; protocol: string; sent: number }[] = [
  { talk: oneRequest, port: 80, protocol: 'tcp', sent: 8 },
  {
    talk: { kind: 'udp', datagrams: 1, intervalMs: 0, isAnswered: true, serverMs: 0, timeoutMs: 1 },
    port: 53,
    protocol: 'udp',
    sent: 2,
  },
  { talk: { kind: 'dns', timeoutMs: 5_000, attempts: 1 }, port: 53, protocol: 'udp', sent: 4 },
  {
    talk: { kind: 'sctp', requests: 0, thinkMs: 0, serverMs: 0, timeoutMs: 5_000 },
    port: 90,
    protocol: 'sctp',
    sent: 7,
  },
]

describe('a talk', () => {
  it.each(talks)('$talk.kind is held over $protocol', ({ talk, port, protocol, sent }) => {
    const { events, world } = play([
      { talk, to: { kind: 'service', service: 'default/web', port } },
    ])
    expect(events[0]).toMatchObject({ kind: 'connection-opened', protocol })
    expect(events.at(-1)).toMatchObject({ outcome: 'completed' })
    expect(world.network.counts.sent).toBe(sent)
  })
})
