import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../../src/base/seeded-chance.ts'
import type { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { createContext, StepList } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

const drawn = (protocol: string, ...endpoints: string[]) =>
  `meta l4proto ${protocol} dnat ip to numgen random mod ${endpoints.length} map { ${endpoints.map((it, at) => `${at} : ${it}`).join(', ')} }`

/** Services at 10.96.0.1 …, TCP port 80: what the chain of each says. */
function engineOf(chains: readonly string[], verdict = 'goto') {
  const key = 'ipv4_addr . inet_proto . inet_service'
  const lines = chains.flatMap((rule, at) => [
    `add chain inet t s${at}`,
    ...rule.split('\n').map((line) => `add rule inet t s${at} ${line}`),
    `add element inet t services { 10.96.0.${at + 1} . tcp . 80 : ${verdict} s${at} }`,
  ])
  const map = `add map inet t services { type ${key} : verdict; }`
  return engineWith(
    'ip daddr . meta l4proto . th dport vmap @services',
    [map, ...lines].join('\n'),
    'nat hook prerouting priority -100',
  )
}

/** All that can be seen of forty packets to each Service; traced ones walk. */
function observe(engine: NftablesEngine, traced: boolean, fails = false) {
  const chance = createSeededChance(3)
  return Array.from({ length: 40 }, (_, at) => {
    const context = createContext({ chance, trace: traced ? new StepList() : undefined })
    if (fails) Object.assign(context.nat, { bind: () => false })
    const verdict = run(engine, { destination: `10.96.0.${1 + (at % 4)}` }, context)
    return { verdict, bindings: context.bindings, visits: context.visits }
  })
}

const chains = [
  drawn('tcp', '10.0.0.1 . 80', '10.0.0.2 . 81', '10.0.0.3 . 82'),
  drawn('udp', '10.0.0.4 . 80'),
  `counter\n${drawn('tcp', '10.0.0.5 . 80', '10.0.0.6 . 80')}`,
  drawn('tcp', '10.0.0.7 . 80', '10.0.0.8 . 80').replace('mod 2', 'mod 3'),
]

describe('chains that draw an endpoint', () => {
  it.each(['goto', 'jump'])('are gone through as the walk goes (%s)', (verdict) => {
    const walked = observe(engineOf(chains, verdict), true)
    expect(observe(engineOf(chains, verdict), false)).toEqual(walked)
    const bound = walked.filter(({ bindings }) => bindings.length > 0).length
    expect(bound).toBeGreaterThan(25)
    expect(bound).toBeLessThan(40)
  })

  it('are named where no port is free', () => {
    const walked = observe(engineOf(chains), true, true)
    expect(observe(engineOf(chains), false, true)).toEqual(walked)
    expect(walked[0]?.verdict).toEqual({
      kind: 'drop',
      reason: 'nft inet t s0 rule 1: no free port for the translation',
    })
    // What is said of one packet is not said of the next.
    const engine = engineOf(chains)
    observe(engine, false, true)
    expect(observe(engine, false)).toEqual(observe(engineOf(chains), true))
  })

  it('are looked at anew after a change of their rules, or of the elements', () => {
    const engine = engineOf(chains)
    observe(engine, false)
    const change = [
      'flush chain inet t s0',
      `add rule inet t s0 ${drawn('tcp', '10.0.1.1 . 80', '10.0.1.2 . 80')}`,
      'delete element inet t services { 10.96.0.3 . tcp . 80 }',
      'add element inet t services { 10.96.0.5 . tcp . 80 : goto s1, 10.96.0.3 . tcp . 80 : goto s0 }',
    ].join('\n')
    engine.apply(change)
    const fresh = engineOf(chains)
    fresh.apply(change)
    const seen = observe(engine, false)
    expect(seen).toEqual(observe(fresh, true))
    expect(seen[2]?.bindings).toHaveLength(1)
  })
})
