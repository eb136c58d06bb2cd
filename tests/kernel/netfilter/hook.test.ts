import { expect, it } from 'vitest'
import { accept, connectionStatus, hookPriority } from '../../../src/kernel/netfilter/hook.ts'

it('orders the hooks’ functions as the kernel does', () => {
  const order = Object.entries(hookPriority).sort(([, one], [, other]) => one - other)
  expect(order.map(([name]) => name)).toEqual([
    'raw',
    'conntrack',
    'mangle',
    'destinationNat',
    'filter',
    'security',
    'sourceNat',
    'conntrackConfirm',
  ])
})

it('numbers status bits as the kernel does, one bit each', () => {
  expect(Object.values(connectionStatus)).toEqual([1, 2, 4, 8, 16, 32])
  expect(accept.kind).toBe('accept')
})
