import { describe, expect, it } from 'vitest'
import {
  readAddresses,
  readCounts,
  readInterface,
  readProtocol,
} from '../../../../src/kernel/iptables/text/common-values.ts'

/** Words after an option of an IPv4 rule, with `!` before it or not. */
function wordsOf(text: string, negated = false) {
  const left = text.split(' ')
  return {
    family: 'IPv4',
    negated: () => negated,
    next: () => left.shift(),
    fail: (found: string, expected: string) => {
      throw new Error(`${found}; ${expected}`)
    },
  } as never
}

describe('what stands after an option of every rule', () => {
  it('is one address or several', () => {
    expect(readAddresses(wordsOf('10.0.0.1,10.1.0.0/16'))).toHaveLength(2)
    expect(readAddresses(wordsOf('10.0.0.1', true))).toMatchObject([{ inverted: true }])
    expect(() => readAddresses(wordsOf('10.0.0.1,10.0.0.2', true))).toThrow('one address')
    expect(() => readAddresses(wordsOf('fd00::1'))).toThrow('an IPv4 address')
    expect(() => readAddresses(wordsOf('host'))).toThrow('an address or network')
  })

  it('is an interface, a protocol or counts', () => {
    expect(readInterface(wordsOf('eth+', true))).toMatchObject({ inverted: true })
    expect(() => readInterface(wordsOf('a-name-of-16-chars'))).toThrow('1 to 15 characters')
    expect([readProtocol(wordsOf('tcp')), readProtocol(wordsOf('all'))]).toEqual([6, 0])
    expect(() => readProtocol(wordsOf('all', true))).toThrow('none would match')
    expect([readCounts(wordsOf('5 6')), readCounts(wordsOf('5,6'))]).toEqual([
      [5, 6],
      [5, 6],
    ])
    expect(() => readCounts(wordsOf('5 x'))).toThrow('two counts')
  })
})
