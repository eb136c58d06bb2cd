import { describe, expect, it } from 'vitest'
import { dataType } from '../../../../src/kernel/nftables/model/data-type.ts'
import * as selectors from '../../../../src/kernel/nftables/model/selectors.ts'

describe('fields', () => {
  it.each([
    ['payload', Object.values(selectors.payloadFields)],
    ['meta', [selectors.metaKeys]],
    ['ct', [selectors.connectionKeys]],
  ])('of %s all have a data type that exists', (_name, fields) => {
    const types = fields.flatMap((field) => Object.values(field))
    expect(types.filter((type) => dataType(type) === undefined)).toEqual([])
  })

  it('that may stand alone are keys of meta', () => {
    const unknown = [...selectors.bareMetaKeys].filter((key) => !(key in selectors.metaKeys))
    expect(unknown).toEqual([])
  })

  it.each([
    ['iifname is printed without meta', 'iifname', true, true],
    ['mark is read without, printed with it', 'mark', true, false],
    ['l4proto always has it', 'l4proto', false, false],
  ])('%s', (_name, key, bare, unqualified) => {
    expect(selectors.bareMetaKeys.has(key)).toBe(bare)
    expect(selectors.unqualifiedMetaKeys.has(key)).toBe(unqualified)
  })

  it('belong to tables of six families', () => {
    expect(['ip', 'inet', 'netdev', 'ipx', ''].map(selectors.isTableFamily)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
