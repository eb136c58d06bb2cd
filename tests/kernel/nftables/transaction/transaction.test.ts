import { describe, expect, it } from 'vitest'
import { nodeWith, refusal, rolledBack, stateOf } from './transactions.ts'

const fault = 'add rule ip t free jump nowhere'
const changes: [string, string][] = [
  ['a new table', 'add table ip6 new { chain c { drop; }; }'],
  ['a new chain and rule', 'add chain ip t new\nadd rule ip t new jump used'],
  ['a new base chain', 'add chain ip t new { type nat hook output priority -100; }'],
  ['an inserted rule', 'insert rule ip t base ip saddr { 10.0.0.1, 10.0.0.2 } drop'],
  ['another policy', 'add chain ip t base { policy drop; }'],
  ['a flushed chain', 'flush chain ip t base'],
  ['a flushed table', 'flush table ip t'],
  ['a deleted table', 'delete table ip t\nadd table ip t\nadd chain ip t free'],
  ['deleted chains', 'flush chain ip t base\ndelete element ip t v { 80 }\ndelete chain ip t used'],
  ['added elements', 'add element ip t s { 10.0.0.2, 10.0.0.3 }'],
  ['deleted elements', 'delete element ip t v { 80 }'],
  ['merged intervals', 'add element ip t i { 5-12, 20 }'],
  ['a flushed map', 'flush map ip t v'],
  ['a sleeping table', 'add table ip t { flags dormant; }'],
  ['a new object', 'add counter ip t new'],
  [
    'a dynamic set’s size',
    'add set ip t d { type ipv4_addr; flags dynamic; }\nadd rule ip t free update @d { ip saddr }',
  ],
]

describe('a transaction', () => {
  it.each(changes)('that fails after %s changes nothing', (_name, text) => {
    const engine = nodeWith()
    const before = stateOf(engine)
    expect(refusal(engine, `${text}\n${fault}`)).toContain('No such file or directory')
    expect(stateOf(engine)).toBe(before)
  })

  it.each(changes)('with %s can be taken back by its journal', (_name, text) => {
    const engine = nodeWith()
    const before = stateOf(engine)
    rolledBack(engine, text)
    expect(stateOf(engine)).toBe(before)
  })

  it.each(changes)(
    'with %s goes well after it was taken back as it would have before',
    (_name, text) => {
      const [tried, fresh] = [nodeWith(), nodeWith()]
      rolledBack(tried, text)
      tried.apply(text)
      fresh.apply(text)
      expect(stateOf(tried)).toBe(stateOf(fresh))
    },
  )

  it.each([
    ['a table that is not there', 'delete table ip new', 'No such file or directory'],
    ['a table again, by create', 'create table ip t', 'File exists'],
    ['a chain again, by create', 'create chain ip t free', 'File exists'],
    ['a chain that is used', 'delete chain ip t used', 'Device or resource busy'],
    ['a rule that is not there', 'delete rule ip t free handle 999', 'No such file or directory'],
    [
      'another hook',
      'add chain ip t base { type filter hook output priority 0; }',
      'Operation not supported',
    ],
    ['an object that is used', 'delete counter ip t n', 'Device or resource busy'],
  ])('refuses %s', (_name, text, reason) => {
    const engine = nodeWith()
    const before = stateOf(engine)
    expect(refusal(engine, text)).toContain(reason)
    expect(stateOf(engine)).toBe(before)
  })

  it('that is refused leaves the hooks as they were', () => {
    const engine = nodeWith()
    const before = engine.hooked().map((it) => it.function.name)
    refusal(engine, `delete table ip t\nadd table ip t\n${fault}`)
    expect(engine.hooked().map((it) => it.function.name)).toEqual(before)
  })
})
