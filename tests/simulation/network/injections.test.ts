import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { type Injection, Injections } from '../../../src/simulation/network/injections.ts'
import type { DnsTalk } from '../../../src/simulation/traffic/traffic-plan.ts'
import { endings, oneRequest, play } from '../traffic/played.ts'
import type { SmallWorld } from './small-cluster.ts'

const nodes = ['node-1', 'node-2', 'node-3']
const inject =
  (injection: Injection) =>
  ({ network }: SmallWorld) =>
    network.injections.add(injection)

describe('an injection', () => {
  it('happens on its nodes, until its end, with its chance', () => {
    const injections = new Injections(createSeededChance(1))
    expect(injections.isEmpty).toBe(true)
    injections.add({ kind: 'hairpin-off', nodes: ['node-1'], untilMs: 100, share: 1 })
    injections.add({ kind: 'conntrack-race', nodes, share: 0.25 })
    expect(injections.isEmpty).toBe(false)
    expect(injections.happens('hairpin-off', 'node-1', 99)).toBe(true)
    expect(injections.happens('hairpin-off', 'node-1', 100)).toBe(false)
    expect(injections.happens('hairpin-off', 'node-2', 0)).toBe(false)
    const times = Array.from({ length: 1_000 }, () =>
      injections.happens('conntrack-race', 'node-2', 0),
    )
    const count = times.filter(Boolean).length
    expect(count).toBeGreaterThan(200)
    expect(count).toBeLessThan(300)
  })

  it('of a race takes the second of two questions from one socket, the first time', () => {
    const talk: DnsTalk = { kind: 'dns', timeoutMs: 5_000, attempts: 2 }
    const to = { kind: 'service', service: 'default/web', port: 53 } as const
    const played = play([{ talk, to }], {
      prepare: inject({ kind: 'conntrack-race', nodes, share: 1 }),
    })
    // Asked again, both find the connection that the first one made.
    expect(endings(played)).toEqual(['6000 completed'])
    expect(played.world.network.counts.lost.injected).toBe(1)
  })

  it('of a segment out of the window resets the connection, unless a rule drops what is INVALID', () => {
    const outcome = (mode: 'iptables' | 'ipvs' | 'nftables') =>
      endings(
        play([{ talk: { ...oneRequest, timeoutMs: 3_000 } }], {
          mode,
          prepare: inject({ kind: 'packet-out-of-window', nodes, share: 1 }),
        }),
      )[0]
    expect(outcome('iptables')).toBe('1000 completed')
    expect(outcome('nftables')).toMatch(/^1200 reset RST/)
  })

  it('of a segment out of the window does nothing where conntrack is liberal', () => {
    const [ending] = endings(
      play([{ talk: { ...oneRequest, timeoutMs: 3_000 } }], {
        mode: 'nftables',
        prepare: (world) => {
          inject({ kind: 'packet-out-of-window', nodes, share: 1 })(world)
          for (const { emulated } of world.cluster.nodes.values())
            emulated.setSysctl('net.netfilter.nf_conntrack_tcp_be_liberal', '1')
        },
      }),
    )
    expect(ending).toBe('1000 completed')
  })

  it('of a bridge without hairpin mode keeps a pod from itself', () => {
    const plan = {
      client: 'self',
      load: { kind: 'open', perSecond: 10, arrivals: 'constant', connectionsMax: 20 } as const,
      talk: { ...oneRequest, timeoutMs: 500 },
    }
    const played = play([plan], { prepare: inject({ kind: 'hairpin-off', nodes, share: 1 }) })
    const lost = endings(played).filter((text) => text.includes('hairpin mode off'))
    expect(lost.length).toBeGreaterThan(3)
    expect(lost.length).toBeLessThan(17)
  })
})
