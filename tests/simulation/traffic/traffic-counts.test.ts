import { describe, expect, it } from 'vitest'
import { createTrafficCounts } from '../../../src/simulation/traffic/traffic-counts.ts'
import { oneRequest, play } from './played.ts'

describe('counts of traffic', () => {
  it('begin at nothing, each on its own', () => {
    const counts = createTrafficCounts()
    counts.failed.refused += 1
    expect(createTrafficCounts().failed.refused).toBe(0)
  })

  it('say what became of connections and requests', () => {
    const load = { kind: 'open', perSecond: 10, arrivals: 'constant', connectionsMax: 5 } as const
    const { counts } = play([{ load, talk: { ...oneRequest, requests: 2 } }])
    expect(counts).toMatchObject({
      opened: 5,
      completed: 5,
      requestsSent: 10,
      requestsArrived: 10,
      requestsAnswered: 10,
      retransmissions: 0,
    })
  })
})
