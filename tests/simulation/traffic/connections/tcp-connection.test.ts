import { describe, expect, it } from 'vitest'
import { proxyModes } from '../../../../src/proxy/configuration.ts'
import type { SmallWorld } from '../../network/small-cluster.ts'
import { endings, endWeb, kindsOf, oneRequest, play } from '../played.ts'

const at = (atMs: number, action: (world: SmallWorld) => void) => (world: SmallWorld) => {
  world.timeline.at(atMs, () => action(world))
}

const loseNode2 = ({ cluster }: SmallWorld) => {
  const node = cluster.nodes.get('node-2')
  if (node !== undefined) node.isLost = true
}

describe.each(proxyModes)('a TCP connection to a Service in %s mode', (mode) => {
  it('opens, asks, is answered and closes: eight packets', () => {
    const played = play([{}], { mode })
    expect(kindsOf(played)).toEqual([
      'connection-opened',
      'endpoint-chosen',
      'request-answered',
      'connection-ended',
    ])
    expect(played.events[1]).toMatchObject({
      backend: expect.stringMatching(/^10\.244\.2\.3[01]:8080$/),
      pod: expect.stringMatching(/^default\/web-[01]$/),
      seenSource: '10.244.1.20:32768',
      path: ['node-1', 'node-2'],
    })
    expect(endings(played)).toEqual(['1000 completed'])
    expect(played.world.network.counts).toMatchObject({ sent: 8, arrived: 8 })
  })

  it('is refused where no endpoint is left', () => {
    const played = play([{ to: { kind: 'node', node: 'node-1', port: 30_081 } }], { mode })
    expect(endings(played)[0]).toMatch(/^1000 refused RST from 192\.168\.0\.10/)
  })
})

it.each([
  { mode: 'iptables' as const, by: 'iptables filter KUBE-SERVICES rule \\d+' },
  { mode: 'ipvs' as const, by: 'ipvs' },
  { mode: 'nftables' as const, by: 'nft ip kube-proxy reject-chain rule \\d+' },
])(
  'a connection to a Service without endpoints names who refused it in $mode mode',
  ({ mode, by }) => {
    const played = play([{}], { mode, spec: { selector: { app: 'nobody' } } })
    expect(endings(played)[0]).toMatch(
      new RegExp(`^1000 refused ICMP 3/3 from \\S+: rejected by ${by} on node-1$`),
    )
  },
)

describe('a TCP connection', () => {
  it('asks several times, with the server’s and the client’s own time between', () => {
    const talk = { ...oneRequest, requests: 3, serverMs: 50, thinkMs: 100 }
    const played = play([{ talk }])
    expect(played.counts).toMatchObject({ requestsAnswered: 3, answerMsSum: 150, answerMsMax: 50 })
    expect(endings(played)).toEqual(['1350 completed'])
  })

  it.each([
    { name: 'the server closes first', close: 'server' as const, packets: 8 },
    { name: 'the client resets it', close: 'reset' as const, packets: 6 },
  ])('is over as well when $name', ({ close, packets }) => {
    const played = play([{ talk: { ...oneRequest, close } }])
    expect(endings(played)).toEqual(['1000 completed'])
    expect(played.world.network.counts.sent).toBe(packets)
  })

  it('stays open where nobody closes it', () => {
    const played = play([{ talk: { ...oneRequest, close: 'kept' } }])
    expect(endings(played)).toEqual([])
    expect(played.counts).toMatchObject({ opened: 1, requestsAnswered: 1, completed: 0 })
  })

  it('is refused by a pod that does not listen', () => {
    const played = play([{ to: { kind: 'pod', pod: 'default/web-0', port: 9 } }])
    expect(endings(played)).toEqual([
      '1000 refused RST: pod default/web-0 does not listen on port 9',
    ])
  })

  it('has no route to a pod that is gone, three seconds later', () => {
    const played = play([{}], { prepare: endWeb('silence') })
    expect(endings(played)[0]).toMatch(
      /^4000 refused ICMP 3\/1 from 10\.96\.0\.10: the pod with 10\.244\.2\.3[01] on node-2 is gone$/,
    )
    expect(played.counts.retransmissions).toBe(2)
  })

  it('gives up on a lost node after ten more SYNs, or when the client does', () => {
    const played = play([{}], { prepare: loseNode2 })
    expect(endings(played)).toEqual([
      '132000 blackholed no answer to any SYN in 131 s; node-2 is lost',
    ])
    expect(played.counts.retransmissions).toBe(10)
    const impatient = play([{ talk: { ...oneRequest, timeoutMs: 2_500 } }], { prepare: loseNode2 })
    expect(endings(impatient)).toEqual(['3500 blackholed no connection in 2.5 s; node-2 is lost'])
  })

  it('gives up after six more SYNs on kernels before 6.5', () => {
    const settings = { synRetries: 6, synLinearTimeouts: 0, dataRetries: 15 }
    const played = play([{}], { prepare: loseNode2, settings })
    expect(endings(played)).toEqual([
      '128000 blackholed no answer to any SYN in 127 s; node-2 is lost',
    ])
  })

  it('goes on when a node comes back before TCP gives up', () => {
    const played = play([{ talk: { ...oneRequest, requests: 2, thinkMs: 10_000 } }], {
      prepare: (world) => {
        at(5_000, loseNode2)(world)
        world.timeline.at(20_000, () => {
          const node = world.cluster.nodes.get('node-2')
          if (node !== undefined) node.isLost = false
        })
      },
    })
    // Sent at 11.0, and again 0.2, 0.6, 1.4, 3.0, 6.2 and 12.6 s later.
    expect(endings(played)).toEqual(['23600 completed'])
  })

  it('that stands gives up on data after 15 minutes', () => {
    const played = play([{ talk: { ...oneRequest, requests: 2, thinkMs: 10_000 } }], {
      prepare: at(5_000, loseNode2),
      untilMs: 2_000_000,
    })
    expect(endings(played)).toEqual([
      '935600 blackholed no answer to data in 924.6 s; node-2 is lost',
    ])
  })

  it.each([
    {
      name: 'is closed by a pod that ends',
      how: 'fin' as const,
      want: /^5000 completed pod default\/web-[01] ended and closed it, after 1 of 2 requests$/,
    },
    {
      name: 'is reset by a pod that ends so',
      how: 'rst' as const,
      want: /^5000 reset RST from pod default\/web-[01], which ended$/,
    },
    {
      name: 'hears nothing from a pod that is killed',
      how: 'silence' as const,
      want: /^13000 blackholed no answer in 2 s; the pod with .* is gone$/,
    },
  ])('between requests $name', ({ how, want }) => {
    const talk = { ...oneRequest, requests: 2, thinkMs: 10_000, timeoutMs: 2_000 }
    expect(endings(play([{ talk }], { prepare: at(5_000, endWeb(how)) }))[0]).toMatch(want)
  })

  it('loses its answer when the pod ends before it', () => {
    const talk = { ...oneRequest, serverMs: 10_000 }
    expect(endings(play([{ talk }], { prepare: at(5_000, endWeb('fin')) }))[0]).toMatch(
      /^5000 reset pod default\/web-[01] ended and closed it, after 0 of 1 requests$/,
    )
  })

  it('ends with the client’s own pod', () => {
    const played = play([{ talk: { ...oneRequest, close: 'kept' } }], {
      prepare: at(5_000, ({ cluster }) => cluster.podNamed('default/client-1')?.end('fin')),
    })
    expect(endings(played)).toEqual(['5000 not-sent client default/client-1 ended'])
  })

  it('is not even sent where there is no way', () => {
    const to = { kind: 'service', service: 'default/nothing', port: 80 } as const
    expect(endings(play([{ to }]))).toEqual(['1000 not-sent no Service default/nothing'])
  })
})
