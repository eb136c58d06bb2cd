import { describe, expect, it } from 'vitest'
import { Ruleset, Table } from '../../../../src/kernel/nftables/ruleset/table.ts'
import {
  addElements,
  addSet,
  deleteElements,
  findSet,
  flushSet,
} from '../../../../src/kernel/nftables/transaction/set-changes.ts'
import { Transaction } from '../../../../src/kernel/nftables/transaction/transaction.ts'
import { nodeWith, refusal } from './transactions.ts'

const elementsAfter = (command: string, name: string) => {
  const engine = nodeWith()
  engine.apply(command)
  const lines = engine.list().split('\n')
  const at = lines.findIndex((line) => line.endsWith(` ${name} {`))
  return lines
    .slice(at)
    .find((line) => /elements|\}/.test(line))
    ?.trim()
}

describe('changes of a set', () => {
  it.each([
    [
      'an element there already changes nothing',
      'add element ip t s { 10.0.0.1 }',
      's',
      '{ 10.0.0.1 }',
    ],
    ['intervals that touch become one', 'add element ip t i { 20-29 }', 'i', '{ 10-29 }'],
    ['one that is within changes nothing', 'add element ip t i { 12 }', 'i', '{ 10-19 }'],
    [
      'one that joins two makes one',
      'add element ip t i { 30-39 }\nadd element ip t i { 20-29 }',
      'i',
      '{ 10-39 }',
    ],
  ])('%s', (_name, command, set, want) => {
    expect(elementsAfter(command, set)).toBe(`elements = ${want}`)
  })

  it.each([
    ['an element there already, by create', 'create element ip t s { 10.0.0.1 }', 'File exists'],
    ['a key that leads elsewhere', 'add element ip t v { 80 : drop }', 'File exists'],
    [
      'an element that is not there',
      'delete element ip t s { 10.0.0.9 }',
      'No such file or directory',
    ],
    [
      'a chain that is not there',
      'add element ip t v { 81 : jump nowhere }',
      'No such file or directory',
    ],
    ['a base chain', 'add element ip t v { 81 : jump base }', 'Operation not supported'],
    [
      'more than there is room for',
      'add element ip t s { 10.0.1.1, 10.0.1.2, 10.0.1.3, 10.0.1.4, 10.0.1.5, 10.0.1.6, 10.0.1.7, 10.0.1.8, 10.0.1.9 }',
      'Too many open files in system',
    ],
    ['a set of that name but another kind', 'add set ip t s { type inet_service; }', 'File exists'],
    ['to delete a set that is used', 'delete set ip t s', 'Device or resource busy'],
  ])('refuse %s', (_name, command, reason) => {
    expect(refusal(nodeWith(), command)).toContain(reason)
  })

  it('are taken back with the transaction', () => {
    const transaction = new Transaction(new Ruleset(), 0)
    const table = new Table('ip', 't', 1)
    const kind = {
      constant: false,
      dynamic: false,
      interval: false,
      timeout: false,
      autoMerge: false,
      counter: false,
    }
    const set = addSet(
      transaction,
      table,
      { name: 's', keyTypes: ['inet_service'], ...kind },
      false,
    )
    const key = { kind: 'value', type: 'inet_service', value: 80 } as const
    addElements(transaction, table, set, [{ key }], true)
    expect([findSet(table, 's'), set.size]).toEqual([set, 1])
    deleteElements(transaction, set, [key], false)
    deleteElements(transaction, set, [key], true)
    addElements(transaction, table, set, [{ key }], true)
    flushSet(transaction, set)
    expect(set.size).toBe(0)
    transaction.rollBack()
    expect([table.sets.size, set.size, table.lastHandle]).toEqual([0, 0, 0])
  })
})
