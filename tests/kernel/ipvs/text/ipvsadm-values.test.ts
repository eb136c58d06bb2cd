import { describe, expect, it } from 'vitest'
import {
  parseEndpoint,
  parseNetmask,
  parseNumber,
  parseScheduler,
  parseSchedulerFlags,
} from '../../../../src/kernel/ipvs/text/ipvsadm-values.ts'
import { parseAddress } from '../../../../src/packet/address.ts'

const at = { file: 'dump', line: 1, column: 5 }

describe('values', () => {
  it('are taken', () => {
    expect(parseNumber('65535', 'weight', 0, 65_535, at)).toBe(65_535)
    expect(parseEndpoint('10.0.0.1:80', 'x', at)).toEqual({
      address: parseAddress('10.0.0.1'),
      port: 80,
    })
    expect(parseEndpoint('[fd00::1]:80', 'x', at)).toEqual({
      address: parseAddress('fd00::1'),
      port: 80,
    })
    expect(parseEndpoint('fd00::1', 'x', at).port).toBeUndefined()
    expect(parseSchedulerFlags('sh-port,flag-1', 'sh', at)).toBe(0x18)
    expect([parseNetmask('255.0.0.0', 'IPv4', at), parseNetmask('64', 'IPv6', at)]).toEqual([
      0xff000000, 64,
    ])
  })

  it.each([
    [
      'a weight of 65536',
      () => parseNumber('65536', 'weight', 0, 65_535, at),
      'illegal weight "65536" (expected 0 to 65535)',
    ],
    ['a weight of -1', () => parseNumber('-1', 'weight', 0, 65_535, at), 'illegal weight'],
    ['no number', () => parseNumber('1x', 'weight', 0, 65_535, at), 'illegal weight "1x"'],
    [
      'a name',
      () => parseEndpoint('example:80', 'virtual server', at),
      'illegal virtual server address[:port] "example:80"',
    ],
    ['a port too large', () => parseEndpoint('10.0.0.1:65536', 'x', at), 'illegal x port'],
    ['IPv4 in brackets', () => parseEndpoint('[10.0.0.1]:1', 'x', at), 'illegal x address'],
    [
      'an unknown scheduler',
      () => parseScheduler('best', at),
      'unknown scheduler "best" (expected one of rr, wrr',
    ],
    [
      'an unknown flag',
      () => parseSchedulerFlags('fast', 'sh', at),
      'invalid scheduler flag "fast" for sh (expected sh-fallback, sh-port)',
    ],
    [
      'another scheduler’s flag',
      () => parseSchedulerFlags('mh-port', 'sh', at),
      'incompatible scheduler flag "mh-port"',
    ],
    [
      'a mask that is none',
      () => parseNetmask('24', 'IPv4', at),
      'illegal virtual server persistent mask "24"',
    ],
    ['a length of 129', () => parseNetmask('129', 'IPv6', at), 'illegal ipv6 netmask "129"'],
  ] as const)('%s is refused, with its place', (_, work, message) => {
    expect(work).toThrow(message)
    expect(work).toThrow(expect.objectContaining({ code: 'E_IPVS', at }))
  })
})
