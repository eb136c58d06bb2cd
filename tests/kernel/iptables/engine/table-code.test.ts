import { describe, expect, it } from 'vitest'
import {
  action,
  CompiledRules,
  longChainMin,
} from '../../../../src/kernel/iptables/engine/compiled-rules.ts'
import {
  entryFlag,
  entryWord,
  entryWords,
  headWords,
  shortEntryWords,
  TableCode,
} from '../../../../src/kernel/iptables/engine/table-code.ts'
import { bufferOf, engineWith, run } from '../packets.ts'

function codeOf(rules: string) {
  const table = engineWith(rules).table('filter')
  const chain = table?.chains.get('FORWARD')
  if (table === undefined || chain === undefined) throw new Error('there is a FORWARD')
  const code = new TableCode()
  const head = code.add(chain, new CompiledRules(table, chain, true))
  const flags = () => code.words[head + headWords + entryWord.flags] ?? 0
  return { code, head, chain, flags }
}

describe('a table as flat words', () => {
  it('has a head and an entry a rule for every chain', () => {
    const { code, head, chain } = codeOf('-A FORWARD -d 10.0.0.1 -j ACCEPT\n-A FORWARD -j DROP')
    expect(code.headOf(chain)).toBe(head)
    expect(code.words[head + entryWord.end]).toBe(head + headWords + entryWords + shortEntryWords)
    expect(code.words[head + entryWord.chain]).toBe(0)
    expect(code.words[head + headWords + entryWord.destination]).toBe(0x0a000001)
    expect(code.rule(head, head + headWords).rule).toBe(chain.rules[0])
    expect(code.rule(head, head + headWords + entryWords).rule).toBe(chain.rules[1])
  })

  it.each([
    { rule: '-d 10.0.0.1 -p tcp --dport 80', asks: false, chance: false },
    { rule: '-p tcp -m conntrack --ctstate NEW', asks: false, chance: false },
    { rule: '-p tcp --dport 80 --sport 81', asks: true, chance: false },
    { rule: '-p tcp --dport 80:81', asks: true, chance: false },
    { rule: '-i eth0', asks: true, chance: false },
    { rule: '-m mark --mark 1', asks: true, chance: false },
    { rule: '-m statistic --mode random --probability 0.5', asks: true, chance: true },
    { rule: '-p tcp -m statistic --mode random --probability 0.5', asks: true, chance: false },
  ])('says of $rule that more has to be asked: $asks, that chance decides: $chance', (want) => {
    const { flags } = codeOf(`-A FORWARD ${want.rule}`)
    expect((flags() & entryFlag.chance) !== 0).toBe(want.chance)
    if (!want.chance) expect((flags() & entryFlag.asks) !== 0).toBe(want.asks)
  })

  it('makes all entries of a long chain alike, for a number to find its own', () => {
    const rules = Array.from({ length: longChainMin }, (_, at) =>
      at % 2 === 0 ? '-A FORWARD -j a' : `-A FORWARD -d 10.0.0.${at} -j a`,
    )
    const { code, head, chain } = codeOf(`${rules.join('\n')}\n-A a -j RETURN`)
    expect(code.words[head + entryWord.end]).toBe(head + headWords + longChainMin * entryWords)
    for (const [index, rule] of chain.rules.entries())
      expect(code.rule(head, head + headWords + index * entryWords).rule).toBe(rule)
  })

  it('is made anew when the table changes', () => {
    const engine = engineWith('-A FORWARD -j ACCEPT')
    run(engine, 'filter', 'forward', bufferOf())
    const before = engine.table('filter')?.code
    engine.command('-t filter -I FORWARD -j DROP')
    expect(engine.table('filter')?.code).not.toBe(before)
    expect(run(engine, 'filter', 'forward', bufferOf()).kind).toBe('drop')
  })

  it('keeps what it counted until somebody looks, and over a change of the table', () => {
    const engine = engineWith('-A FORWARD -d 10.0.0.1\n-A FORWARD -j ACCEPT')
    const counted = () =>
      engine.chain('filter', 'FORWARD')?.rules.map(({ packets, bytes }) => [packets, bytes])
    const packet = { destination: '10.0.0.1', packet: { lengthBytes: 100 } }
    run(engine, 'filter', 'forward', bufferOf(packet))
    engine.command('-t filter -A FORWARD -j DROP')
    expect(counted()).toEqual([
      [1, 100],
      [1, 100],
      [0, 0],
    ])
    run(engine, 'filter', 'forward', bufferOf(packet))
    run(engine, 'filter', 'forward', bufferOf())
    engine.command('-t filter -Z FORWARD')
    run(engine, 'filter', 'forward', bufferOf(packet))
    expect(counted()).toEqual([
      [1, 100],
      [1, 100],
      [0, 0],
    ])
  })

  it('holds a single destination in words, unless the rule asks for a source', () => {
    const engine = engineWith(
      '-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.9:8080\n-A PREROUTING -s 10.0.0.1 -p tcp -j DNAT --to-destination 10.0.0.9:8080\n-A PREROUTING -p tcp -j DNAT --to-destination 10.0.0.9:8080-8081',
      'nat',
    )
    const table = engine.table('nat')
    const chain = table?.chains.get('PREROUTING')
    if (table === undefined || chain === undefined) throw new Error('there is a PREROUTING')
    const code = new TableCode()
    const head = code.add(chain, new CompiledRules(table, chain, true))
    const word = (rule: number, index: number) =>
      code.words[head + headWords + (rule - 1) * entryWords + index] ?? 0
    const actions = [1, 2, 3].map((rule) => word(rule, entryWord.flags) & entryFlag.actionMask)
    expect(actions).toEqual([action.translate, action.target, action.target])
    expect([word(1, entryWord.source), word(1, entryWord.target)]).toEqual([0x0a000009, 8080])
  })

  it('has room for many chains', () => {
    const { code, chain } = codeOf('-A FORWARD -j ACCEPT')
    const table = engineWith('-A FORWARD -j ACCEPT').table('filter')
    if (table === undefined) throw new Error('there is a table')
    const compiled = new CompiledRules(table, chain, true)
    let last = 0
    for (let count = 0; count < 1_000; count += 1) last = code.add(chain, compiled)
    expect(code.words[last + entryWord.end]).toBe(last + headWords + shortEntryWords)
    code.count(last, last + headWords, 1, 60)
    code.settle()
    expect(chain.rules[0]).toMatchObject({ packets: 1, bytes: 60 })
  })
})
