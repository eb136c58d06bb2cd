import { describe, expect, it } from 'vitest'
import { Lexer, tokenKind } from '../../../../../src/kernel/nftables/text/words/lexer.ts'
import { Source } from '../../../../../src/kernel/nftables/text/words/source.ts'

const kindNames = new Map<number, string>(
  Object.entries(tokenKind).map(([name, kind]) => [kind, name]),
)

/** `kind:text` of every token, marks by their text alone. */
function tokensOf(text: string): string {
  const lexer = new Lexer(new Source('f', text))
  const tokens: string[] = []
  for (lexer.next(); lexer.kind !== tokenKind.end; lexer.next()) {
    const name = kindNames.get(lexer.kind)
    tokens.push(name === undefined ? lexer.word : `${name}:${lexer.word.trim()}`)
  }
  return tokens.join(' ')
}

describe('the lexer', () => {
  it.each([
    ['ip saddr 10.0.0.1', 'word:ip word:saddr value:10.0.0.1'],
    ['10.0.0.0/8', 'value:10.0.0.0 / number:8'],
    ['fd00:10::1 ::1', 'value:fd00:10::1 value:::1'],
    ['[fd00::1]:80', 'value:fd00::1 : number:80'],
    ['52:54:00:12:34:56', 'value:52:54:00:12:34:56'],
    ['0x4000 80 1h30m', 'number:0x4000 number:80 value:1h30m'],
    ['eth* auto-merge service-X/tcp/http', 'word:eth* word:auto-merge word:service-X/tcp/http'],
    ['"two words" x', 'quoted:two words word:x'],
    ['a == b != c <= d << e', 'word:a == word:b != word:c <= word:d << word:e'],
    ['{ 80, 443-445 : drop }', '{ number:80 , number:443 - number:445 : word:drop }'],
    ['a # the rest { is left\nb', 'word:a newline: word:b'],
    ['a \\\n b', 'word:a word:b'],
    ['accept;drop', 'word:accept ; word:drop'],
    ['@hosts', '@ word:hosts'],
    ['', ''],
  ])('splits %j', (text, tokens) => {
    expect(tokensOf(text)).toBe(tokens)
  })

  it('goes back to where a token began', () => {
    const lexer = new Lexer(new Source('f', 'one two three'))
    lexer.next()
    lexer.next()
    const { start } = lexer
    lexer.next()
    lexer.seek(start)
    expect(lexer.word).toBe('two')
  })

  it('refuses a quote that nothing closes', () => {
    expect(() => tokensOf('a "b')).toThrow('syntax error, unexpected junk')
  })
})
