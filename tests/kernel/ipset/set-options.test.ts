import { describe, expect, it } from 'vitest'
import { printCreate } from '../../../src/kernel/ipset/set-save.ts'
import { setsOf } from './questions.ts'

const created = (line: string) => [...setsOf(line)].map(printCreate)[0]

describe('options of a set', () => {
  // As ipset 7.17 saves what it was given; initval is random there.
  it.each([
    ['create x hash:ip', 'create x hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12'],
    [
      'create x hash:net timeout 300 comment counters',
      'create x hash:net family inet hashsize 1024 maxelem 65536 timeout 300 counters comment bucketsize 12',
    ],
    [
      'create x hash:ip netmask 24 family inet6',
      'create x hash:ip family inet6 hashsize 1024 maxelem 65536 netmask 24 bucketsize 12',
    ],
    ['create x bitmap:port range 0-65535', 'create x bitmap:port range 0-65535'],
    ['create x bitmap:ip range 10.0.0.0/24', 'create x bitmap:ip range 10.0.0.0-10.0.0.255'],
    ['create x list:set', 'create x list:set size 8'],
  ])('%s is saved as %s', (given, saved) => expect(created(given)).toBe(saved))

  it.each([
    ['create x hash:ip foo', 'found the option "foo"'],
    ['create x hash:ip timeout', 'a value after timeout'],
    ['create x hash:ip maxelem many', 'a number after maxelem'],
    ['create x hash:ip family ipx', 'inet or inet6'],
    ['create x bitmap:port', 'range FIRST-LAST'],
    ['create x bitmap:port range 9-1', 'expected FIRST-LAST'],
    ['create x bitmap:port range 0-65536', 'expected FIRST-LAST'],
  ])('%s is refused: %s', (given, why) => expect(() => created(given)).toThrow(why))
})
