import { describe, expect, it } from 'vitest'
import {
  addressRange,
  dataRange,
  portRange,
} from '../../../../src/kernel/nftables/engine/nat-range.ts'

const address = { kind: 'prefix', type: 'ipv4_addr', value: 0x0a000000, length: 24 } as const
const port = { kind: 'range', type: 'inet_service', from: 80, to: 90 } as const

describe('where a translation may lead', () => {
  it('is all of a prefix, and all of a range of ports', () => {
    expect(addressRange(address)).toEqual({ addressMin: 0x0a000000, addressMax: 0x0a0000ff })
    expect(portRange(port)).toEqual({ portMin: 80, portMax: 90 })
  })

  it('is both where a map gives both, and nowhere for a verdict', () => {
    const both = { kind: 'concat', parts: [address, port] } as const
    expect(dataRange(both)).toEqual({ ...addressRange(address), ...portRange(port) })
    expect([dataRange({ kind: 'drop' }), dataRange(undefined)]).toEqual([{}, {}])
  })
})
