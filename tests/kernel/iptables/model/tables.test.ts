import { describe, expect, it } from 'vitest'
import {
  builtinChain,
  builtinChains,
  isTableName,
  tableNames,
} from '../../../../src/kernel/iptables/model/tables.ts'

describe('the tables', () => {
  it('stand on their hooks in the order raw, mangle, destination NAT, filter, security, source NAT', () => {
    const on = (hook: string) =>
      tableNames
        .flatMap((table) => builtinChains[table].map((chain) => ({ table, ...chain })))
        .filter((chain) => chain.hook === hook)
        .sort((a, b) => a.priority - b.priority)
        .map(({ table }) => table)
    expect(on('prerouting')).toEqual(['raw', 'mangle', 'nat'])
    expect(on('input')).toEqual(['mangle', 'filter', 'security', 'nat'])
    expect(on('forward')).toEqual(['mangle', 'filter', 'security'])
    expect(on('output')).toEqual(['raw', 'mangle', 'nat', 'filter', 'security'])
    expect(on('postrouting')).toEqual(['mangle', 'nat'])
  })

  it('are known by name', () => {
    expect(isTableName('nat')).toBe(true)
    expect(isTableName('NAT')).toBe(false)
    expect(builtinChain('nat', 'FORWARD')).toBeUndefined()
  })
})
