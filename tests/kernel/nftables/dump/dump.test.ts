import { describe, expect, it } from 'vitest'
import {
  isNftDump,
  printDump,
  printFromData,
  readNftDump,
} from '../../../../src/kernel/nftables/dump/dump.ts'

const text =
  'table ip t {\n    chain c { # handle 4\n        tcp dport 80 accept # handle 9\n    }\n}\n'

describe('a dump', () => {
  it.each([
    [text, true],
    ['{"nftables": []}', true],
    ['*nat\nCOMMIT\n', false],
    ['add table ip t\n', false],
  ])('is told from other text: %j is one: %s', (given, expected) => {
    expect(isNftDump(given)).toBe(expected)
  })

  it('is printed back with its handles and indentation', () => {
    const dump = readNftDump(text, 'f')
    expect(dump.format).toBe('text')
    expect(printDump(dump)).toBe(text)
  })

  it('is printed from its data in the same indentation', () => {
    expect(printFromData(readNftDump(text, 'f'), 0)).toContain(
      '\n        tcp dport 80 accept # handle 9\n',
    )
  })
})
