import { describe, expect, it } from 'vitest'
import { knownType } from '../../../../src/kernel/nftables/model/data-type.ts'
import {
  arrangeElements,
  compareSortKeys,
  highest,
  intervalConstant,
  lowest,
  sortKey,
} from '../../../../src/kernel/nftables/model/element-order.ts'
import type {
  ElementKey,
  SimpleConstant,
} from '../../../../src/kernel/nftables/model/expression.ts'
import { formatKey } from '../../../../src/kernel/nftables/print/expression-printer.ts'

const value = (type: string, it: number | string): SimpleConstant => ({
  kind: 'value',
  type,
  value: it,
})
const port = (it: number) => value('inet_service', it)
const ports = (from: number, to: number): SimpleConstant => ({
  kind: 'range',
  type: 'inet_service',
  from,
  to,
})
const arranged = (keys: ElementKey[], type: string, interval = false, merge = true) => {
  const result = arrangeElements(
    keys.map((key) => ({ key })),
    [type],
    interval,
    merge,
  )
  return typeof result === 'number' ? result : result.map(({ key }) => formatKey(key)).join(' ')
}

describe('the order of elements', () => {
  it.each<[string, ElementKey[], string, boolean, boolean, string | number]>([
    ['values go up', [port(443), port(80)], 'inet_service', false, true, '80 443'],
    ['equal values of a set are one', [port(80), port(80)], 'inet_service', false, true, '80'],
    [
      'equal keys of a map that lead to the same are one',
      [port(80), port(80)],
      'inet_service',
      false,
      false,
      '80',
    ],
    [
      'a mark sorts by its value',
      [value('mark', 256), value('mark', 1)],
      'mark',
      false,
      true,
      '0x00000001 0x00000100',
    ],
    ['* comes last', [{ kind: 'any' }, port(1)], 'inet_service', true, true, '1 *'],
    [
      'intervals that touch are one',
      [ports(10, 19), ports(20, 29)],
      'inet_service',
      true,
      true,
      '10-29',
    ],
    [
      'intervals that overlap are one',
      [ports(10, 25), ports(20, 22)],
      'inet_service',
      true,
      true,
      '10-25',
    ],
    [
      'intervals apart stay apart',
      [ports(21, 29), ports(10, 19)],
      'inet_service',
      true,
      true,
      '10-19 21-29',
    ],
    [
      'intervals of a map must not overlap',
      [ports(10, 20), ports(20, 29)],
      'inet_service',
      true,
      false,
      1,
    ],
  ])('%s', (_name, keys, type, interval, merge, want) => {
    expect(arranged(keys, type, interval, merge)).toBe(want)
  })

  it('of names is that of little-endian numbers: the last letter weighs most', () => {
    expect(arranged([value('ifname', 'ab'), value('ifname', 'ba')], 'ifname')).toBe('"ba" "ab"')
  })

  it('of concatenations begins with the last part', () => {
    const key = (left: number, right: number): ElementKey => ({
      kind: 'concat',
      parts: [port(left), port(right)],
    })
    const types = ['inet_service', 'inet_service']
    expect(compareSortKeys(sortKey(key(9, 1), types), sortKey(key(1, 2), types))).toBeLessThan(0)
  })
})

describe('an interval', () => {
  it.each([
    ['of one value is that value', 'ipv4_addr', 5, 5, '0.0.0.5'],
    ['of aligned addresses is a prefix', 'ipv4_addr', 0x0a000000, 0x0a0000ff, '10.0.0.0/24'],
    ['of other addresses is a range', 'ipv4_addr', 0x0a000001, 0x0a0000ff, '10.0.0.1-10.0.0.255'],
    ['of ports is never a prefix', 'inet_service', 0, 255, '0-255'],
  ])('%s', (_name, type, from, to, want) => {
    const constant = intervalConstant(knownType(type), from, to)
    expect(formatKey(constant)).toBe(want)
    expect([lowest(constant), highest(constant, knownType(type))]).toEqual([from, to])
  })
})
