import { describe, expect, it } from 'vitest'
import {
  addChain,
  addRule,
  deleteChain,
  flushChain,
  type NftablesOperation,
} from '../../../../../src/proxy/nftables/transaction.ts'
import { FakeNftables } from '../../../../../src/simulation/recordings/kube-proxy/nftables/fake-nftables.ts'

const table: NftablesOperation = { kind: 'table', verb: 'add', comment: 'x' }
const declaration = {
  type: 'inet_service : verdict',
  flags: [],
  timeoutSeconds: undefined,
  comment: undefined,
}
const map = { kind: 'map', verb: 'add', name: 'm', declaration } as const
const set = { ...map, kind: 'set', name: 's' } as const
const element = {
  kind: 'element',
  verb: 'add',
  containerKind: 'map',
  container: 'm',
  key: '80',
  value: 'goto a',
  comment: undefined,
} as const

function fake(...before: NftablesOperation[]) {
  const nftables = new FakeNftables('ip')
  const run = (...operations: NftablesOperation[]) => nftables.run({ family: 'ip', operations })
  if (before.length > 0) expect(run(...before)).toBe(true)
  return { run, dump: () => nftables.dump().replaceAll(' ip kube-proxy', '') }
}

describe('the fake of nftables', () => {
  it('dumps chains, sets and maps by name, then what is in them', () => {
    const { run, dump } = fake(table, addChain('b'), addChain('a'), map, set)
    const hidden = { ...element, containerKind: 'set', container: 's', value: '' } as const
    expect(run(addRule('b', 'jump a'), addRule('a', 'drop'), element, hidden)).toBe(true)
    expect(dump().split('\n')).toEqual([
      'add table { comment "x" ; }',
      'add chain a',
      'add chain b',
      'add set s { type inet_service : verdict ; }',
      'add map m { type inet_service : verdict ; }',
      'add rule a drop',
      'add rule b jump a',
      'add element s { 80 }',
      'add element m { 80 : goto a }',
      '',
    ])
    expect(run(flushChain('b'), { ...element, verb: 'delete' }, { ...set, verb: 'flush' })).toBe(
      true,
    )
    expect(dump()).not.toMatch(/jump|element/)
    expect(run(deleteChain('b'), { ...map, verb: 'delete' })).toBe(true)
    expect(dump()).not.toMatch(/chain b|map/)
  })

  it('keeps what is there when it is added again', () => {
    const { run, dump } = fake(table, set)
    const other = { ...declaration, timeoutSeconds: 7 }
    expect(run(table, { ...set, declaration: other })).toBe(true)
    expect(dump()).not.toContain('timeout')
  })

  it.each<[string, NftablesOperation]>([
    ['a rule of no chain', addRule('none', 'drop')],
    ['a rule that goes nowhere', addRule('a', 'goto none')],
    ['a rule with an unknown set', addRule('a', 'ip saddr @none drop')],
    ['a verdict map that is a set', addRule('a', 'th dport vmap @s')],
    ['an element of no map', { ...element, container: 'none' }],
    ['an element that goes nowhere', { ...element, value: 'goto none' }],
    ['an element to delete that is not there', { ...element, verb: 'delete' }],
    ['a chain to flush that is not there', flushChain('none')],
    ['a set to delete that is not there', { ...set, name: 'none', verb: 'delete' }],
  ])('refuses %s, and changes nothing', (_, operation) => {
    const { run, dump } = fake(table, addChain('a'), map, set)
    const before = dump()
    expect(run(addChain('b'), operation)).toBe(false)
    expect(dump()).toBe(before)
  })

  it('refuses everything without a table', () => {
    const { run, dump } = fake()
    expect(run(addChain('a'))).toBe(false)
    expect(dump()).toBe('')
  })
})
