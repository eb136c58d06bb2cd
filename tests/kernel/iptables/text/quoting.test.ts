import { describe, expect, it } from 'vitest'
import { quoteText } from '../../../../src/kernel/iptables/text/quoting.ts'

describe('free text', () => {
  it.each([
    ['plain_Word-1', 'plain_Word-1'],
    ['default/kubernetes:https', '"default/kubernetes:https"'],
    ['two words', '"two words"'],
    ['say "hi" \\ it\'s', '"say \\"hi\\" \\\\ it\\\'s"'],
    ['', '""'],
  ])('%s prints as %s', (text, printed) => expect(quoteText(text)).toBe(printed))
})
