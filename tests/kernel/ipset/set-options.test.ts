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
    [
      'create x hash:ip hashsize 1000 bucketsize 3 timeout 0x10 forceadd',
      'create x hash:ip family inet hashsize 1024 maxelem 65536 timeout 16 bucketsize 4',
    ],
    [
      'create x hash:net hashsize 0 bucketsize 255 initval 5',
      'create x hash:net family inet hashsize 64 maxelem 65536 bucketsize 12 initval 0x00000005',
    ],
    [
      'create x hash:ip,mark',
      'create x hash:ip,mark family inet markmask 0xffffffff hashsize 1024 maxelem 65536 bucketsize 12',
    ],
    ['create x hash:mac', 'create x hash:mac hashsize 1024 maxelem 65536 bucketsize 12'],
    ['create x bitmap:port range 2000-1000', 'create x bitmap:port range 1000-2000'],
    ['create x bitmap:ip range 10.0.0.1/24', 'create x bitmap:ip range 10.0.0.0-10.0.0.255'],
    ['create x iphash', 'create x hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12'],
  ])('%s is saved as %s', (given, saved) => expect(created(given)).toBe(saved))

  it.each([
    ['create x hash:ip foo', 'found the option "foo"'],
    ['create x hash:ip timeout', 'a value after timeout'],
    ['create x hash:ip maxelem many', 'a number after maxelem'],
    ['create x hash:ip family ipx', 'inet or inet6'],
    ['create x bitmap:port', 'range FIRST-LAST'],
    ['create x hash:ip family INET', 'inet or inet6'],
    ['create x hash:ip timeout 2147484', 'a number after timeout, 0 to 2147483'],
    ['create x hash:ip hashsize -1', 'a number after hashsize'],
    ['create x hash:ip timeout 1 timeout 2', 'timeout at most once'],
    ['create x hash:ip netmask 33', 'a length of 1 to 32'],
    ['create x hash:ip,port,net netmask 24', 'found the option "netmask"'],
    ['create x hash:net range 1-2', 'found the option "range"'],
    ['create x bitmap:ip range 10.0.0.0/8', 'at most 65536 elements'],
    ['create x bitmap:port range 0-65536', 'expected FIRST-LAST'],
  ])('%s is refused: %s', (given, why) => expect(() => created(given)).toThrow(why))
})
