import { describe, expect, it } from 'vitest'
import { nftWords } from '../../../../../src/kernel/nftables/text/words/nft-words.ts'
import { refusedRule } from '../../one-rule.ts'

describe("the words that nft's grammar knows wherever they stand", () => {
  it.each(['table', 'accept', 'auto-merge', 'gc-interval'])('hold %s', (word) => {
    expect(nftWords.has(word)).toBe(true)
  })

  it.each(['services', 'saddr-of', 'ACCEPT', ''])('do not hold "%s"', (word) => {
    expect(nftWords.has(word)).toBe(false)
  })

  it('are named in errors, where other words are a "string"', () => {
    expect(refusedRule('dnat accept')).toBe('6: syntax error, unexpected accept, expecting to')
    expect(refusedRule('dnat banana')).toBe('6: syntax error, unexpected string, expecting to')
  })
})
