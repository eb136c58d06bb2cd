import { expect, it } from 'vitest'
import { inKernelOrder } from '../../../src/kernel/ipvs/kernel-order.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { webKey } from './some-servers.ts'

const at = (serial: number, port: number, address = '10.96.0.3') => ({
  key: { ...webKey, port, address: parseAddress(address) },
  serial,
})

it('lists virtual servers by bucket, the one added last first, marks at the end', () => {
  const mark = { key: { kind: 'mark', mark: 1, family: 'IPv4' } as const, serial: 9 }
  const order = inKernelOrder([mark, at(1, 8443), at(2, 53), at(3, 80), at(4, 80, '10.97.0.3')], 0)
  expect(order.map(({ serial }) => serial)).toEqual([2, 4, 3, 1, 9])
})

it('differs from boot to boot', () => {
  const order = inKernelOrder([at(1, 80), at(2, 53)], 0x40)
  expect(order.map(({ serial }) => serial)).toEqual([1, 2])
})
