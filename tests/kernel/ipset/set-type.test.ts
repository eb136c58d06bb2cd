import { describe, expect, it } from 'vitest'
import { findSetType, setTypeNames } from '../../../src/kernel/ipset/set-type.ts'

describe('types of sets', () => {
  it.each([
    ['hash:ip,port,net', 'hash', ['ip', 'port', 'net']],
    ['bitmap:port', 'bitmap', ['port']],
    ['list:set', 'list', ['set']],
  ])('%s is a %s of %j', (name, method, dimensions) => {
    expect(findSetType(name)).toMatchObject({ name, method, dimensions })
  })

  it('are all of those of ipset', () => {
    expect(setTypeNames).toHaveLength(16)
    expect(findSetType('hash:port')).toBeUndefined()
  })
})
