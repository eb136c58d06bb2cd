import { describe, expect, it } from 'vitest'
import { Cursor } from '../../../../../src/kernel/nftables/text/words/cursor.ts'
import { Source } from '../../../../../src/kernel/nftables/text/words/source.ts'

const cursorAt = (text: string) => new Cursor(new Source('f', text))

describe('the cursor', () => {
  it('takes what was expected, and leaves what was not', () => {
    const cursor = cursorAt('rate over 10/second')
    expect(cursor.acceptWord('burst')).toBe(false)
    cursor.expectWord('rate')
    expect(cursor.acceptWord('over')).toBe(true)
    expect(cursor.takeNumber()).toBe(10)
    expect(cursor.acceptMark('/')).toBe(true)
    expect(cursor.takeName('a period')).toBe('second')
    expect(cursor.atStatementEnd).toBe(true)
  })

  it('does not take a quoted word for a word', () => {
    const cursor = cursorAt('"accept"')
    expect(cursor.isWord('accept')).toBe(false)
    expect(cursor.takeString()).toBe('accept')
  })

  it('does not take `<` for `<<`', () => {
    expect(cursorAt('<< 1').isMark('<')).toBe(false)
    expect(cursorAt('<< 1').isMark('<<')).toBe(true)
    expect(cursorAt('< 1').isMark('<<')).toBe(false)
  })

  it.each([
    ['drop', true, 'a word'],
    ['; drop', false, 'a semicolon'],
  ])('before %j: %j, for %s', (text, isWord) => {
    expect(cursorAt(text).isWord('drop')).toBe(isWord)
    expect(cursorAt(text).atStatementEnd).toBe(!isWord)
  })

  it.each([
    ['', 'end of file'],
    ['\n', 'newline'],
    ['12', 'number'],
    ['10.0.0.1', 'string'],
    ['"x"', 'quoted string'],
    ['table', 'table'],
    ['banana', 'string'],
    [';', 'semicolon'],
    [',', 'comma'],
    ['{', "'{'"],
    ['==', '=='],
    ['%', 'junk'],
  ])('calls %j what nft calls it: %s', (text, name) => {
    expect(cursorAt(text).unexpected('colon').message).toBe(
      `syntax error, unexpected ${name}, expecting colon`,
    )
  })

  it('skips empty lines and semicolons between commands', () => {
    const cursor = cursorAt('\n;;\n  # nothing\n list')
    cursor.skipNewlines()
    expect(cursor.word).toBe('list')
  })
})
