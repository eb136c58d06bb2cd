import { expect, it } from 'vitest'
import { goQuote } from '../../../src/proxy/nftables/go-quote.ts'

it.each([
  ['shop/web:http', '"shop/web:http"'],
  ['a "b"', '"a \\"b\\""'],
  ['a\\b', '"a\\\\b"'],
  ['tab\tnew\nline', '"tab\\tnew\\nline"'],
  ['bell\x07escape\x1b', '"bell\\aescape\\x1b"'],
  ['Käse 雪', '"Käse 雪"'],
  ['no-break\u00a0space', '"no-break\\u00a0space"'],
  ['\u{e0001}', '"\\U000e0001"'],
])('quotes %j as Go does', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted)
})
