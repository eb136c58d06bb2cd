import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AddressIndex } from '../../../src/kernel/ipvs/address-index.ts'
import { type Address, parseAddress } from '../../../src/packet/address.ts'

const addresses: readonly Address[] = ['10.96.0.1', '10.96.0.2', '255.0.0.1', 'fd00::1'].map(
  (text) => parseAddress(text),
)
const steps = fc.array(
  fc.record({
    add: fc.boolean(),
    protocol: fc.constantFrom(6, 17),
    address: fc.constantFrom(...addresses),
    port: fc.nat(40),
  }),
  { maxLength: 400 },
)

it('holds what was set and not deleted', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const index = new AddressIndex<string>()
      const want = new Map<string, string>()
      for (const { add, protocol, address, port } of list) {
        const key = `${protocol} ${address} ${port}`
        if (add && !want.has(key)) {
          index.set(protocol, address, port, key)
          want.set(key, key)
        } else if (!add) {
          index.delete(protocol, address, port)
          want.delete(key)
        }
        expect(index.get(protocol, address, port)).toBe(want.get(key))
      }
      expect([...index.values()].sort()).toEqual([...want.values()].sort())
    }),
  )
})
