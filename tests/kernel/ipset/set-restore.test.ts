import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import type { IpSets } from '../../../src/kernel/ipset/ip-sets.ts'
import { restoreSets, runSetCommand } from '../../../src/kernel/ipset/set-restore.ts'
import { printSets } from '../../../src/kernel/ipset/set-save.ts'
import { setsOf } from './questions.ts'

const start = 'create a hash:ip\nadd a 10.0.0.1\ncreate b hash:ip maxelem 2\n'
const contents = (sets: IpSets) =>
  [...sets].map((set) => `${set.name}: ${[...set.elements(0)].map(({ text }) => text).join(' ')}`)

function played(...lines: string[]): string[] {
  const sets = setsOf(start)
  restoreSets(sets, lines.join('\n'), 0)
  return contents(sets)
}

describe('restoring sets', () => {
  it.each([
    { lines: ['add a 10.0.0.2'], want: ['a: 10.0.0.1 10.0.0.2', 'b: '] },
    { lines: ['add a 10.0.0.1 -exist', 'create a hash:ip -exist'], want: ['a: 10.0.0.1', 'b: '] },
    { lines: ['del a 10.0.0.1', 'flush b', 'del a 10.0.0.1 -exist'], want: ['a: ', 'b: '] },
    { lines: ['add a 10.0.0.1 -exist', 'add a 10.0.0.1'], want: ['a: 10.0.0.1', 'b: '] },
    { lines: ['create a hash:ip -exist', 'add a 10.0.0.1'], want: ['a: 10.0.0.1', 'b: '] },
    { lines: ['create a hash:ip hashsize 64 -exist'], want: ['a: 10.0.0.1', 'b: '] },
    {
      lines: ['create l list:set', 'add l a', 'destroy l', 'destroy a'],
      want: ['b: '],
    },
    {
      lines: ['create c hash:net', 'add c 10.0.0.1 nomatch'],
      want: ['a: 10.0.0.1', 'b: ', 'c: 10.0.0.1'],
    },
    {
      lines: ['create c hash:ip counters timeout 9', 'add c 10.0.0.1 packets 0x10 timeout 010'],
      want: ['a: 10.0.0.1', 'b: ', 'c: 10.0.0.1'],
    },
    { lines: ['flush a'], want: ['a: ', 'b: '] },
    { lines: ['destroy a'], want: ['b: '] },
    { lines: ['destroy'], want: [] },
    { lines: ['rename a c'], want: ['b: ', 'c: 10.0.0.1'] },
    { lines: ['swap a b'], want: ['a: ', 'b: 10.0.0.1'] },
    { lines: ['-A a 10.0.0.9', '# remark', '', 'COMMIT'], want: ['a: 10.0.0.1 10.0.0.9', 'b: '] },
  ])('$lines', ({ lines, want }) => expect(played(...lines)).toEqual(want))

  it.each([
    ['add a 10.0.0.1', 'found 10.0.0.1, which a has already'],
    ['add b 10.0.0.1-10.0.0.3', 'at most 2 elements'],
    ['add c 10.0.0.1', 'found the set "c", which does not exist'],
    ['add a 10.0.0.2 timeout 5', 'a set that was created with timeout'],
    ['add a 10.0.0.2 comment "x"', 'a set created with comment'],
    ['add a 10.0.0.2 packets 5', 'a set created with counters'],
    ['add a 10.0.0.2 magic 5', 'found "magic"'],
    ['add a 10.0.0.2 nomatch', 'found "nomatch"'],
    ['add a 10.0.0.2 skbprio 1:10', 'a set created with skbinfo'],
    ['create a hash:ip maxelem 5 -exist', 'found the set a, which exists'],
    ['create a hash:ip family inet6 -exist', 'found the set a, which exists'],
    ['add a fd00::1', 'an IPv4 address'],
    ['del a 10.0.0.2', 'which a does not have'],
    ['create a hash:ip', 'found the set a, which exists'],
    ['create c hash:foo', 'found the type "hash:foo"'],
    [`create ${'x'.repeat(32)} hash:ip`, 'a name of 1 to 31 characters'],
    ['rename a b', 'a name not in use'],
    ['explode a', 'found "explode"'],
  ])('%s is refused with its line, and nothing is changed: %s', (line, why) => {
    const sets = setsOf(start)
    const before = contents(sets)
    const text = `create z hash:net\nadd b 10.9.9.9\nrename a y\nrename y a\n${line}\n`
    try {
      restoreSets(sets, text, 0, { file: 'sets.txt' })
      expect.unreachable()
    } catch (error) {
      expect(error instanceof UserError && error.describe()).toContain(`sets.txt:5:1: `)
      expect(error instanceof UserError && error.describe()).toContain(why)
    }
    expect(contents(sets).sort()).toEqual(before)
  })

  // As ipset 7.17 and Linux 6.1 did.
  it.each([
    {
      name: 'the first of several lines that add to a set says whether it may be there',
      lines: ['add b 10.9.9.9', 'add b 10.9.9.9 -exist'],
      why: 'which b has already',
    },
    {
      name: 'a member of a list may not go, not even with it',
      lines: ['create l list:set', 'add l a', 'destroy'],
      why: 'which is in the list l',
    },
    {
      name: 'a member of a list keeps its name',
      lines: ['create l list:set', 'add l a', 'rename a z'],
      why: 'which is in the list l',
    },
    {
      name: 'a list holds no lists',
      lines: ['create l list:set', 'create m list:set', 'add l m'],
      why: 'found the list m',
    },
    { name: 'a list holds what is there', lines: ['create l list:set', 'add l z'], why: '"z"' },
    {
      name: 'sets of two families are not swapped',
      lines: ['create d hash:ip family inet6', 'swap a d'],
      why: 'different types',
    },
  ])('$name', ({ lines, why }) => expect(() => played(...lines)).toThrow(why))

  it('does single commands as well', () => {
    const sets = setsOf(start)
    runSetCommand(sets, 'add a 10.0.0.7 -exist', 0)
    expect(printSets(sets, 0)).toContain('add a 10.0.0.7\n')
    expect(() => runSetCommand(sets, 'add nowhere 10.0.0.7', 0)).toThrow('nowhere')
  })
})
