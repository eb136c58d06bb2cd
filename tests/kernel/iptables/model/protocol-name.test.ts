import { describe, expect, it } from 'vitest'
import {
  parseIptablesProtocol,
  printIptablesProtocol,
} from '../../../../src/kernel/iptables/model/protocol-name.ts'

describe('protocols of rules', () => {
  it.each([
    ['tcp', 6, 'tcp'],
    ['TCP', 6, 'tcp'],
    ['47', 47, 'gre'],
    ['icmpv6', 58, 'ipv6-icmp'],
    ['mh', 135, 'mobility-header'],
    ['200', 200, '200'],
    ['all', 0, 'all'],
  ])('%s is %i and prints as %s', (text, number, printed) => {
    expect(parseIptablesProtocol(text)).toBe(number)
    expect(printIptablesProtocol(number)).toBe(printed)
  })

  it.each(['256', 'tpc', ''])('"%s" is none', (text) => {
    expect(parseIptablesProtocol(text)).toBeUndefined()
  })
})
