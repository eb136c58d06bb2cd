import { describe, expect, it } from 'vitest'
import { listedAfter, refusedText } from '../../one-rule.ts'

describe('a table', () => {
  it('holds sets before the chains that use them, whatever their order was', () => {
    const text =
      'table ip t {\n chain a { tcp dport @s goto b; }\n chain b { }\n set s { type inet_service; }\n}'
    expect(listedAfter(text)).toBe(
      'table ip t {\n\tset s {\n\t\ttype inet_service\n\t}\n\n\tchain a {\n\t\ttcp dport @s goto b\n\t}\n\n\tchain b {\n\t}\n}\n',
    )
  })

  it.each([
    ['table ip t { comment "mine"; }', 'table ip t {\n\tcomment "mine"\n}\n'],
    ['table ip t { flags dormant; }', 'table ip t {\n\tflags dormant\n}\n'],
    ['table t { }', 'table ip t {\n}\n'],
    ['table inet t { chain c { accept; }\n}', 'table inet t {\n\tchain c {\n\t\taccept\n\t}\n}\n'],
  ])('%j is listed as %j', (text, listed) => {
    expect(listedAfter(text)).toBe(listed)
  })

  it('that is there is added to', () => {
    const listed = listedAfter('table t { chain a { accept; }\n}', 'table t { chain a { drop; }\n}')
    expect(listed).toContain('\t\taccept\n\t\tdrop\n')
  })

  it.each([
    ['table t { chain c { accept;', /unexpected end of file/],
    [
      'table t { chain c { jump nothing; }\n}',
      /Could not process rule: No such file or directory$/,
    ],
    ['table t { chain c { tcp dport @s accept; }\n}', /No such file or directory$/],
  ])('%j is refused', (text, refusal) => {
    expect(refusedText(text)).toMatch(refusal)
  })
})
