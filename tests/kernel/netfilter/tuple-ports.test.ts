import { expect, it } from 'vitest'
import {
  hasPorts,
  invertPorts,
  isIcmp,
  isIcmpQuery,
  portsOf,
} from '../../../src/kernel/netfilter/tuple-ports.ts'
import { packet } from '../packets.ts'

it('turns ports round', () => {
  const ports = portsOf(packet('udp', '10.0.0.1:65535', '10.0.0.2:53'))
  expect((invertPorts(17, ports) ?? 0) >>> 0).toBe(((53 << 16) | 65_535) >>> 0)
})

it('answers a ping with its reply of the same identifier', () => {
  const ports = portsOf(packet('icmp', '10.0.0.1:777', '10.0.0.2:777'))
  expect(invertPorts(1, ports)).toBe(777 << 16)
  expect(invertPorts(58, (777 << 16) | (128 << 8))).toBe((777 << 16) | (129 << 8))
})

it('knows no answer to an ICMP error', () => {
  expect(invertPorts(1, 3 << 8)).toBeUndefined()
  expect(isIcmpQuery(1, 8)).toBe(true)
  expect(isIcmpQuery(1, 0)).toBe(false)
})

it('tells protocols with ports from others', () => {
  expect([6, 17, 132, 1, 58, 47].map(hasPorts)).toEqual([true, true, true, false, false, false])
  expect([1, 58, 6].map(isIcmp)).toEqual([true, true, false])
})
