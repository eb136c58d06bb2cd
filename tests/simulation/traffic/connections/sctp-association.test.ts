import { describe, expect, it } from 'vitest'
import { proxyModes } from '../../../../src/proxy/configuration.ts'
import type { SctpTalk } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { endings, endWeb, play } from '../played.ts'

const talk: SctpTalk = {
  kind: 'sctp',
  requests: 2,
  thinkMs: 1_000,
  serverMs: 50,
  timeoutMs: undefined,
}
const to = { kind: 'service', service: 'default/web', port: 90 } as const

describe('an SCTP association', () => {
  it.each(proxyModes)('opens, asks, is answered and shuts down in %s mode', (mode) => {
    const played = play([{ to, talk }], { mode })
    expect(endings(played)).toEqual(['2100 completed'])
    expect(played.world.network.counts).toMatchObject({ sent: 11, arrived: 11 })
  })

  it('is refused by a pod that does not listen, and by a node', () => {
    const pod = { kind: 'pod', pod: 'default/web-0', port: 9 } as const
    expect(endings(play([{ to: pod, talk }]))).toEqual([
      '1000 refused ABORT: pod default/web-0 does not listen',
    ])
    const node = { kind: 'node', node: 'node-2', port: 9 } as const
    expect(endings(play([{ to: node, talk }]))).toEqual(['1000 refused ICMP 3/2 from 192.168.0.11'])
  })

  it('gives up on its eighth INIT after the first, or when the client does', () => {
    const played = play([{ to, talk }], { prepare: endWeb('silence') })
    // 3, 6, 12, 24, 48 and four times 60 s.
    expect(endings(played)[0]).toMatch(/^334000 blackholed no association in 333 s; the pod with/)
    const impatient = play([{ to, talk: { ...talk, timeoutMs: 4_000 } }], {
      prepare: endWeb('silence'),
    })
    expect(endings(impatient)[0]).toMatch(/^5000 blackholed no answer in 4 s/)
  })

  it('is aborted by a pod that ends, and hears nothing from one that is killed', () => {
    const ended = (how: 'fin' | 'silence') =>
      endings(
        play([{ to, talk: { ...talk, timeoutMs: 4_000 } }], {
          prepare: (world) => void world.timeline.at(1_500, () => endWeb(how)(world)),
        }),
      )[0]
    expect(ended('fin')).toMatch(/^1500 reset ABORT from pod default\/web-[01], which ended$/)
    expect(ended('silence')).toMatch(/^6050 blackholed no answer in 4 s; the pod with/)
  })
})
