import { describe, expect, it } from 'vitest'
import { dataType } from '../../../../src/kernel/nftables/model/data-type.ts'
import {
  extensionFields,
  ipOptionFields,
  sctpChunkFields,
  tcpOptionAliases,
  tcpOptionFields,
} from '../../../../src/kernel/nftables/model/option-fields.ts'

describe('headers that a packet may or may not have', () => {
  it('have fields of types that nft has', () => {
    const tables = [extensionFields, ipOptionFields, sctpChunkFields, tcpOptionFields]
    const types = tables.flatMap((table) =>
      Object.values(table).flatMap((one) => Object.values(one)),
    )
    expect(types.filter((type) => dataType(type) === undefined)).toEqual([])
  })

  it('are called by other names, which lead to one that is there', () => {
    const names = Object.values(tcpOptionAliases)
    expect(names.filter((name) => !(name in tcpOptionFields))).toEqual([])
  })
})
