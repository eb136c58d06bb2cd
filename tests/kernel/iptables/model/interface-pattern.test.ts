import { describe, expect, it } from 'vitest'
import {
  interfaceMatches,
  parseInterfacePattern,
  printInterfacePattern,
} from '../../../../src/kernel/iptables/model/interface-pattern.ts'

describe('the interface of a rule', () => {
  it.each([
    ['eth0', 'eth0', true],
    ['eth0', 'eth01', false],
    ['veth+', 'veth12', true],
    ['veth+', 'eth0', false],
    ['+', 'anything', true],
  ])('%s takes %s: %s', (text, name, want) => {
    const pattern = parseInterfacePattern(text, false)
    expect(pattern && interfaceMatches(pattern, name)).toBe(want)
    const negated = parseInterfacePattern(text, true)
    expect(negated && interfaceMatches(negated, name)).toBe(!want)
  })

  it('has a name of 1 to 15 characters', () => {
    expect(parseInterfacePattern('', false)).toBeUndefined()
    expect(parseInterfacePattern('x'.repeat(16), false)).toBeUndefined()
  })

  it('prints nothing where it takes every interface', () => {
    expect(printInterfacePattern('-i', parseInterfacePattern('+', false))).toBe('')
    expect(printInterfacePattern('-o', parseInterfacePattern('veth+', true))).toBe(' ! -o veth+')
  })
})
