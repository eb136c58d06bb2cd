import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bufferOf, createContext } from '../../iptables/packets.ts'
import { engineWith, run } from './rules.ts'

describe('the way through chains', () => {
  it.each([
    ['a jump comes back at the end', 'jump x\ndrop', 'add rule inet t x counter', 'drop'],
    [
      'a return comes back at once',
      'jump x\ndrop',
      'add rule inet t x return\nadd rule inet t x reject',
      'drop',
    ],
    ['a goto does not come back', 'goto x\ndrop', 'add rule inet t x counter', 'accept'],
    ['a verdict ends it', 'jump x\ndrop', 'add rule inet t x accept', 'accept'],
  ])('%s', (_name, rules, more, want) => {
    expect(run(engineWith(rules, more)).kind).toBe(want)
  })

  it('ends with the policy', () => {
    expect(run(engineWith('counter', '', 'filter hook forward priority 0; policy drop'))).toEqual({
      kind: 'drop',
      reason: 'policy of nft inet t c',
    })
  })
})

/** Parts of which some look at a packet's class alone, and some do not. */
const part = fc.constantFrom(
  'ct state new',
  'ct state established,related',
  'meta mark & 0x4000 == 0',
  'meta l4proto tcp',
  'iifname "eth0"',
  'oifname "cni*"',
  'ip daddr 10.96.0.10',
  'tcp dport 81',
  'ip saddr != 203.0.113.0/24',
  'counter',
)
const verdict = fc.constantFrom('accept', 'drop', 'return', 'jump x', 'goto x', '', '')
const line = fc
  .tuple(fc.uniqueArray(part, { maxLength: 3 }), verdict)
  .map(([parts, end]) => [...parts, end].filter((word) => word !== '').join(' ') || 'counter')

describe('a way that is foreseen', () => {
  it('is that which the packet then takes, with all that is counted', () => {
    const words = fc.record({
      connectionState: fc.constantFrom('ESTABLISHED', 'NEW'),
      protocol: fc.constantFrom('tcp', 'udp'),
      mark: fc.constantFrom(0, 0x4000),
      inputInterface: fc.constantFrom('eth0', 'cni0'),
    } as const)
    const lines = fc.array(line, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(lines, lines, words, (rules, more, packet) => {
        const chain = more.map((rule) => `add rule inet t x ${rule.replace(/(jump|goto) x/, '')}`)
        const engine = engineWith(
          rules.join('\n'),
          chain.join('\n').replace(/ x *$/gm, ' x counter'),
        )
        const [hooked] = engine.hooked()
        const context = createContext()
        const before = engine.list()
        const run = hooked?.function.foresee?.(bufferOf(packet), 'forward', context, false)
        expect(engine.list()).toBe(before)
        expect(context.visits.nftRules).toBe(0)
        if (run === undefined) return
        const counts = new Map(run.counters.map((counter) => [counter, counter.packets]))
        expect(hooked?.function.run(bufferOf(packet), 'forward', context)).toEqual(run.verdict)
        for (const [counter, packets] of counts)
          expect(counter.packets - packets).toBe(
            run.counters.filter((other) => other === counter).length,
          )
        expect(context.visits).toMatchObject({
          nftRules: run.nftRules,
          chainJumps: run.chainJumps,
        })
      }),
      { numRuns: 300 },
    )
  })

  it('is foreseen anew when the rules have changed', () => {
    const engine = engineWith('ct state new drop')
    const version = engine.hooksVersion
    engine.apply('add rule inet t x drop')
    expect(engine.hooksVersion).toBeGreaterThan(version)
  })
})
