import { describe, expect, it } from 'vitest'
import { proxyModes } from '../../../../src/proxy/configuration.ts'
import type { Destination, UdpTalk } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { endings, endWeb, play } from '../played.ts'

const to: Destination = { kind: 'service', service: 'default/web', port: 53 }
const asking: UdpTalk = {
  kind: 'udp',
  datagrams: 3,
  intervalMs: 1_000,
  isAnswered: true,
  serverMs: 20,
  timeoutMs: 5_000,
}
const oneWay: UdpTalk = { ...asking, isAnswered: false }

describe.each(proxyModes)('UDP to a Service in %s mode', (mode) => {
  it('is answered, datagram for datagram, by the endpoint that got the first', () => {
    const played = play([{ to, talk: asking }], { mode })
    expect(endings(played)).toEqual(['3020 completed'])
    expect(played.counts).toMatchObject({ requestsAnswered: 3, answerMsMax: 20 })
    expect(played.events.filter(({ kind }) => kind === 'endpoint-chosen')).toHaveLength(1)
  })

  it('goes one way as well', () => {
    const played = play([{ to, talk: oneWay }], { mode })
    expect(endings(played)).toEqual(['3000 completed'])
    expect(played.world.network.counts).toMatchObject({ sent: 3, arrived: 3 })
  })
})

describe('UDP', () => {
  it('is refused by a pod that does not listen', () => {
    const direct: Destination = { kind: 'pod', pod: 'default/web-0', port: 9 }
    expect(endings(play([{ to: direct, talk: asking }]))).toEqual([
      '1000 refused ICMP 3/3 from 10.244.2.30: pod default/web-0 does not listen on port 9',
    ])
  })

  it('is refused by a node where nobody listens', () => {
    const closed: Destination = { kind: 'node', node: 'node-2', port: 5_000 }
    expect(endings(play([{ to: closed, talk: asking }]))).toEqual([
      '1000 refused ICMP 3/3 from 192.168.0.11: nobody listens on node-2',
    ])
  })

  it('without an answer ends after its time-out, whatever ICMP says of hosts', () => {
    const played = play([{ to, talk: asking }], { prepare: endWeb('silence') })
    expect(endings(played)[0]).toMatch(
      /^6000 blackholed no answer in 5 s; the pod with .* is gone$/,
    )
  })

  it('has no answer from a pod that ended before it answered', () => {
    const played = play([{ to, talk: { ...asking, serverMs: 500 } }], {
      prepare: (world) => void world.timeline.at(1_200, () => endWeb('fin')(world)),
    })
    expect(endings(played)).toEqual([
      '6000 timed-out no answer in 5 s; the answer was lost: whoever was asked is gone',
    ])
  })

  it('one way tells of every datagram that was lost, and goes on', () => {
    const played = play([{ to, talk: { ...oneWay, datagrams: 5 } }], {
      prepare: (world) => void world.timeline.at(3_500, () => endWeb('silence')(world)),
    })
    expect(endings(played)[0]).toMatch(
      /^5000 blackholed 2 of 5 datagrams, the first: the pod with .* on node-2 is gone$/,
    )
    const lost = played.events.flatMap((event) =>
      event.kind === 'datagram-lost' ? [`${event.atMs} ${event.reason}`] : [],
    )
    expect(lost).toEqual(['4000 blackholed', '5000 blackholed'])
    expect(played.counts).toMatchObject({ requestsSent: 5, requestsArrived: 3 })
  })
})
