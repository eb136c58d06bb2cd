import { describe, expect, it } from 'vitest'
import type { DnsTalk } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { endings, endWeb, play } from '../played.ts'

const talk: DnsTalk = { kind: 'dns', timeoutMs: 5_000, attempts: 2 }
const to = { kind: 'service', service: 'default/web', port: 53 } as const

describe('a lookup of A and AAAA', () => {
  it('is two questions and two answers on one socket', () => {
    const played = play([{ to, talk }])
    expect(endings(played)).toEqual(['1000 completed'])
    expect(played.counts).toMatchObject({ requestsSent: 2, requestsAnswered: 2 })
    expect(played.world.network.counts.sent).toBe(4)
    expect(played.world.cluster.nodes.get('node-1')?.emulated.kernel.tracker.count).toBe(1)
  })

  it('asks both again after five seconds, and gives up after the last attempt', () => {
    const played = play([{ to, talk }], { prepare: endWeb('silence') })
    expect(endings(played)[0]).toMatch(
      /^11000 blackholed no answer to AAAA: the pod with .* is gone$/,
    )
    expect(played.counts).toMatchObject({ requestsSent: 4, retransmissions: 2 })
  })

  it('is refused where nobody listens', () => {
    const closed = { kind: 'pod', pod: 'default/web-0', port: 9 } as const
    expect(endings(play([{ to: closed, talk }]))).toEqual([
      '1000 refused ICMP 3/3 from 10.244.2.30: pod default/web-0 does not listen on port 9',
    ])
  })
})
