import { describe, expect, it } from 'vitest'
import { findSetType, optionsOfType, setTypeNames } from '../../../src/kernel/ipset/set-type.ts'

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

  it('have their names of old', () => {
    expect(findSetType('portmap')).toBe(findSetType('bitmap:port'))
  })

  it.each([
    ['hash:ip', 'netmask', true],
    ['hash:ip,port,net', 'netmask', false],
    ['hash:mac', 'family', false],
    ['list:set', 'size', true],
    ['bitmap:port', 'maxelem', false],
  ])('%s with %s: %j', (name, option, want) => {
    const type = findSetType(name)
    expect(type !== undefined && optionsOfType(type).includes(option)).toBe(want)
  })
})
