import { entryOf } from '../../../../base/entry-of.ts'
import { Lexer, tokenKind } from './lexer.ts'
import { nftWords } from './nft-words.ts'
import { type FaultPhase, NftError, type Source } from './source.ts'

/** Reads tokens with what was expected in mind. The current token is the next one to be taken. */
export class Cursor {
  readonly lexer: Lexer

  constructor(source: Source, offset = 0) {
    this.lexer = new Lexer(source, offset)
    this.lexer.next()
  }

  get source(): Source {
    return this.lexer.source
  }

  get kind(): number {
    return this.lexer.kind
  }

  /** Where the current token begins. */
  get offset(): number {
    return this.lexer.start
  }

  get word(): string {
    return this.lexer.word
  }

  /** See `Lexer.worth`. */
  get worth(): number {
    return this.lexer.worth
  }

  /** Takes the current token. */
  next(): void {
    this.lexer.next()
  }

  seek(offset: number): void {
    this.lexer.seek(offset)
  }

  /** Whether the current token is this word, unquoted. */
  isWord(word: string): boolean {
    return this.lexer.kind === tokenKind.word && this.lexer.word === word
  }

  isMark(mark: string): boolean {
    const { start, end } = this.lexer
    return (
      this.lexer.kind === mark.charCodeAt(0) &&
      end - start === mark.length &&
      (mark.length === 1 || this.lexer.text.startsWith(mark, start))
    )
  }

  /** Takes the token if it is this word. */
  acceptWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.next()
    return true
  }

  acceptMark(mark: string): boolean {
    if (!this.isMark(mark)) return false
    this.next()
    return true
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected(word)
  }

  expectMark(mark: string): void {
    if (!this.acceptMark(mark)) throw this.unexpected(`'${mark}'`)
  }

  /** A name of something: any word; of a `string`, none that nft's grammar has a token for. */
  takeName(what: string): string {
    if (this.kind !== tokenKind.word && this.kind !== tokenKind.value) throw this.unexpected(what)
    if (what === 'string' && this.kind === tokenKind.word && nftWords.has(this.word))
      throw this.unexpected(what)
    const name = this.word
    this.next()
    return name
  }

  takeQuoted(): string {
    if (this.kind !== tokenKind.quoted) throw this.unexpected('quoted string')
    const text = this.word
    this.next()
    return text
  }

  /** A quoted or bare string. */
  takeString(): string {
    return this.kind === tokenKind.quoted ? this.takeQuoted() : this.takeName('string')
  }

  takeNumber(): number {
    if (this.kind !== tokenKind.number) throw this.unexpected('number')
    const value = Number(this.word)
    if (!Number.isFinite(value)) throw this.unexpected('number')
    this.next()
    return value
  }

  skipNewlines(): void {
    while (this.kind === tokenKind.newline || this.kind === 59) this.next()
  }

  skipLineBreaks(): void {
    while (this.kind === tokenKind.newline) this.next()
  }

  /** Behind a line of a block: a line break or `;` must stand there. */
  expectLineEnd(): void {
    if (this.kind !== tokenKind.newline && this.kind !== 59)
      throw this.unexpected('newline or semicolon')
  }

  /** At the end of a statement: a line break, `;`, or the end of the text. `}` ends a block's last one. */
  get atStatementEnd(): boolean {
    const kind = this.kind
    return kind === tokenKind.newline || kind === 59 || kind === tokenKind.end || kind === 125
  }

  unexpected(expecting: string | undefined): NftError {
    const found = this.#describe()
    const wish = expecting === undefined ? '' : `, expecting ${expecting}`
    return this.fault('syntax', `syntax error, unexpected ${found}${wish}`, this.offset)
  }

  fault(phase: FaultPhase, reason: string, offset: number = this.offset): NftError {
    return new NftError(phase, reason, this.source, offset)
  }

  #describe(): string {
    switch (this.kind) {
      case tokenKind.end:
        return 'end of file'
      case tokenKind.newline:
        return 'newline'
      case tokenKind.number:
        return 'number'
      case tokenKind.quoted:
        return 'quoted string'
      case tokenKind.value:
        return 'string'
      case tokenKind.word:
        return nftWords.has(this.word) ? this.word : 'string'
      default:
        return (
          entryOf(markNames, this.word) ??
          (this.word.length === 1 && '{}[]()$|='.includes(this.word) ? `'${this.word}'` : 'junk')
        )
    }
  }
}

/** As nft's grammar calls them (nftables src/parser_bison.y, %token). */
const markNames: Readonly<Record<string, string>> = {
  ';': 'semicolon',
  ',': 'comma',
  ':': 'colon',
  '.': '.',
  '-': '-',
  '*': '*',
  '/': '/',
  '@': '@',
  '==': '==',
  '!=': '!=',
  '&': '&',
  '|': '|',
  '^': '^',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '<<': '<<',
  '>>': '>>',
  '!': '!',
}
