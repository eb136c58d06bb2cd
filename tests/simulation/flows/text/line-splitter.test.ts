import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineSplitter, lineBytesMax } from '../../../../src/simulation/flows/text/line-splitter.ts'

function split(text: Buffer, size = 1_000_000) {
  const splitter = new LineSplitter()
  const lines = []
  for (let start = 0; start < text.length; start += size)
    lines.push(...splitter.push(text.subarray(start, start + size)))
  return [...lines, ...splitter.end()]
}
const textsOf = (text: string) => split(Buffer.from(text)).map((line) => line.text)

it.each([
  { text: 'a\nb', want: ['a', 'b'] },
  { text: 'a\r\nb\n', want: ['a', 'b'] },
  { text: '\n\na', want: ['', '', 'a'] },
  { text: '\uFEFFa', want: ['a'] },
  { text: '', want: [] },
])('cuts $text', ({ text, want }) => {
  expect(textsOf(text)).toEqual(want)
})

it('keeps nothing of a line that is too long, and goes on with the next', () => {
  const text = Buffer.from(`a\n${'x'.repeat(lineBytesMax + 1)}\nb`)
  for (const size of [100, 70_000, 1_000_000])
    expect(split(text, size)).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: undefined },
      { number: 3, text: 'b' },
    ])
})

it('gives the same lines whatever the pieces', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'ü', '\n', '\r') }),
      fc.integer({ min: 1, max: 5 }),
      (text, size) => {
        expect(split(Buffer.from(text), size)).toEqual(split(Buffer.from(text)))
      },
    ),
  )
})
