import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../../src/base/seeded-chance.ts'
import { IpSets } from '../../../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../../../src/kernel/ipset/set-restore.ts'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'
import { bufferOf, createContext, run, StepList } from '../packets.ts'
import { type RandomPacket, randomPackets, randomTable } from '../random-rules.ts'

/** All that can be seen of packets going through: verdicts, marks, visits, counters. */
function observe(
  text: string,
  packets: readonly RandomPacket[],
  four: boolean,
  way: 'index' | 'walk' | 'trace',
) {
  const sets = new IpSets()
  restoreSets(sets, `create s hash:ip family ${four ? 'inet' : 'inet6'}`, 0)
  restoreSets(sets, `add s ${four ? '10.0.0.2' : 'fd00::2'}`, 0)
  const family = four ? 'IPv4' : 'IPv6'
  const engine = new IptablesEngine({ family, sets, indexed: way === 'index' })
  engine.restore(text)
  const chance = createSeededChance(7)
  let nowMs = 0
  const seen = packets.map(({ afterMs, ...words }) => {
    nowMs += afterMs
    const trace = way === 'trace' ? new StepList() : undefined
    const context = createContext({ chance, nowMs, trace })
    const buffer = bufferOf(words)
    const verdict = run(engine, 'filter', 'forward', buffer, context)
    const examined = trace?.steps.filter((step) => step.kind === 'rule').length
    if (examined !== undefined) expect(examined).toBe(context.visits.rules)
    return { verdict, mark: buffer.mark, visits: context.visits }
  })
  return { seen, counters: printSave(engine.tables(), { backend: 'legacy', counters: true }) }
}

describe('the index of a chain', () => {
  it.each([true, false])('gives the walk its own answers (IPv4: %s)', (four) => {
    fc.assert(
      fc.property(randomTable(four), randomPackets(four), (text, packets) => {
        const walked = observe(text, packets, four, 'walk')
        expect(observe(text, packets, four, 'index')).toEqual(walked)
        expect(observe(text, packets, four, 'trace')).toEqual(walked)
      }),
      { numRuns: 150 },
    )
  })

  it('counts the rules that it passed over', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    const rules = Array.from(
      { length: 100 },
      (_, i) => `-A FORWARD -d 10.96.0.${i}/32 -p tcp -m tcp --dport 80 -j ACCEPT`,
    )
    engine.restore(`*filter\n${rules.join('\n')}\nCOMMIT\n`)
    const context = createContext()
    run(engine, 'filter', 'forward', bufferOf({ destination: '10.96.0.41' }), context)
    expect(context.visits.rules).toBe(42)
    run(engine, 'filter', 'forward', bufferOf({ destination: '10.97.0.1' }), context)
    expect(context.visits.rules).toBe(142)
  })
})
