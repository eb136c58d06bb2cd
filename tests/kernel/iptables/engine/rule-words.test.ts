import { describe, expect, it } from 'vitest'
import {
  addressWord,
  exactMask,
  portWord,
  RuleWords,
  scanWords,
} from '../../../../src/kernel/iptables/engine/rule-words.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { engineWith } from '../packets.ts'

const wordsOf = (rules: string) =>
  new RuleWords(engineWith(rules).chain('filter', 'FORWARD')?.rules ?? [])

describe('the words of rules', () => {
  it('hold destination and port where the rule wants one of each', () => {
    const words = wordsOf(
      '-A FORWARD -d 10.96.0.1 -p tcp -m comment --comment x -m tcp --dport 443',
    )
    expect([words.addresses[0], words.addressMasks[0]]).toEqual([0x0a600001, -1])
    expect([words.ports[0], words.portMasks[0]]).toEqual([portWord(6, 443), exactMask])
  })

  it.each(['-A FORWARD ! -d 10.96.0.1 ! -p tcp', '-A FORWARD -s 10.96.0.1', '-A FORWARD'])(
    'hold nothing of %s',
    (rule) => {
      const words = wordsOf(rule)
      expect([words.addressMasks[0], words.portMasks[0]]).toEqual([0, 0])
    },
  )

  it('leave out a port that stands behind a match that remembers', () => {
    const words = wordsOf('-A FORWARD -p tcp -m recent --set --name x -m tcp --dport 80')
    expect(words.portMasks[0]).toBe(0xff0000)
  })

  it('take the low end of IPv6 addresses', () => {
    expect(addressWord(parseAddress('fd00::ffff:ffff'))).toBe(-1)
    expect(addressWord(parseAddress('fd00::1:2'))).toBe(0x10002)
  })

  it('are searched from any rule on', () => {
    const rules = Array.from({ length: 11 }, (_, i) => `-A FORWARD -d 10.0.0.${i % 5}`).join('\n')
    const words = wordsOf(rules)
    const address = addressWord(parseAddress('10.0.0.3'))
    const found = Array.from({ length: 12 }, (_, from) => scanWords(words, from, address, 0))
    expect(found).toEqual([3, 3, 3, 3, 8, 8, 8, 8, 8, 11, 11, 11])
  })
})
