import { describe, expect, it } from 'vitest'
import {
  findInYaml,
  readYamlChunk,
  splitYaml,
} from '../../../../src/kubernetes/reading/yaml/yaml-text.ts'

const valuesOf = (text: string) => {
  const source = { file: 'x.yaml', text }
  return splitYaml(text).flatMap((chunk) => readYamlChunk(source, chunk).map(({ value }) => value))
}

describe('YAML', () => {
  it('reads many documents, and leaves empty ones out', () => {
    expect(valuesOf('---\na: 1\n---\n# nothing\n--- # a comment\nb: 2\n...\n')).toEqual([
      { a: 1 },
      { b: 2 },
    ])
  })

  it('reads what go-yaml reads: YAML 1.1 without sexagesimals and dates', () => {
    expect(valuesOf('{a: yes, b: 010, c: 1:30, d: 2001-01-01, e: 0x10, f: off, g: ~}')).toEqual([
      { a: true, b: 8, c: '1:30', d: '2001-01-01', e: 16, f: false, g: null },
    ])
  })

  it('resolves aliases and merge keys', () => {
    expect(valuesOf('a: &a {x: 1}\nb: *a\nc: {<<: *a, z: 2}\n')).toEqual([
      { a: { x: 1 }, b: { x: 1 }, c: { x: 1, z: 2 } },
    ])
  })

  it.each([
    { name: 'a tab', text: 'a: 1\n\tb: 2\n', code: 'E_YAML', line: 2 },
    { name: 'a key twice', text: 'a: 1\nb: 2\na: 3\n', code: 'E_YAML', line: 3 },
    { name: 'an open bracket', text: '---\nx: 1\n---\na: [1, 2\nb: 3\n', code: 'E_YAML', line: 5 },
    { name: 'brackets without end', text: '['.repeat(100_000), code: 'E_LIMIT', line: 1 },
    { name: 'an alias bomb', text: bomb(), code: 'E_LIMIT', line: 1 },
    { name: 'an unknown alias', text: 'a: *b\n', code: 'E_YAML', line: 1 },
  ])('refuses $name', ({ text, code, line }) => {
    expect(() => valuesOf(text)).toThrow(
      expect.objectContaining({ code, at: expect.objectContaining({ file: 'x.yaml', line }) }),
    )
  })

  it('finds a field again', () => {
    const text = '---\na: 1\n---\nspec:\n  ports:\n    - port: 1\n    - port: 2\n'
    const start = text.indexOf('spec')
    const source = { file: 'x', text }
    expect(findInYaml(source, start, ['spec', 'ports', 1, 'port'])).toBe(text.lastIndexOf('port'))
    expect(findInYaml(source, start, ['spec', 'ports', 7])).toBe(text.indexOf('ports'))
  })
})

function bomb(): string {
  const letters = [...'bcdefghi']
  const lines = letters.map((letter, index) => {
    const before = index === 0 ? 'a' : letters[index - 1]
    return `${letter}: &${letter} [${new Array(9).fill(`*${before}`).join(', ')}]`
  })
  return `a: &a [x, x, x]\n${lines.join('\n')}\n`
}
