import type { UserError } from '../../../base/user-error.ts'

/** At most so many words a line, and characters a word, as iptables-restore takes. */
export const wordCountMax = 255
export const wordLengthMax = 1_024

const space = 32
const tab = 9
const quote = 34
const backslash = 92

/** The words of one line of iptables-restore's input. One object serves every line of a text. */
export class Words {
  text = ''
  line = 0
  count = 0
  readonly values: string[] = []
  /** Offset of each word in the line. */
  readonly starts: number[] = []
  readonly #fail: (message: string, line: number, column: number) => UserError

  constructor(fail: (message: string, line: number, column: number) => UserError) {
    this.#fail = fail
  }

  /**
   * Splits text[from, to) as add_param_to_argv does (iptables/xshared.c): blanks divide words, `"`
   * opens a part in which blanks stand for themselves and `\` takes the next character as it is;
   * the closing `"` ends the word.
   */
  split(text: string, from: number, to: number, line: number): void {
    this.text = text
    this.line = line
    this.count = 0
    let at = from
    while (at < to) {
      const code = text.charCodeAt(at)
      if (code === space || code === tab) at += 1
      else at = code === quote ? this.#quoted(text, at, '', at + 1, to) : this.#bare(text, at, to)
    }
  }

  error(index: number, message: string): UserError {
    const last = this.count === 0 ? 0 : (this.starts[this.count - 1] ?? 0)
    return this.errorAt(index < this.count ? (this.starts[index] ?? last) : last, message)
  }

  errorAt(offset: number, message: string): UserError {
    const lineStart = this.text.lastIndexOf('\n', offset - 1) + 1
    return this.#fail(message, this.line, offset - lineStart + 1)
  }

  #bare(text: string, start: number, to: number): number {
    let at = start
    while (at < to) {
      const code = text.charCodeAt(at)
      if (code === space || code === tab) break
      if (code === quote) return this.#quoted(text, start, text.slice(start, at), at + 1, to)
      at += 1
    }
    this.#push(text.slice(start, at), start)
    return at
  }

  #quoted(text: string, start: number, before: string, from: number, to: number): number {
    let plain = from
    while (plain < to) {
      const code = text.charCodeAt(plain)
      if (code === quote) {
        this.#push(before + text.slice(from, plain), start)
        return plain + 1
      }
      if (code === backslash) break
      plain += 1
    }
    return this.#escaped(text, start, before + text.slice(from, plain), plain, to)
  }

  #escaped(text: string, start: number, before: string, from: number, to: number): number {
    let value = before
    for (let at = from; at < to; at += 1) {
      const code = text.charCodeAt(at)
      if (code === quote) {
        this.#push(value, start)
        return at + 1
      }
      if (code === backslash) at += 1
      if (at < to) value += text[at]
    }
    throw this.errorAt(start, 'found a quote that is not closed, expected " before the end of line')
  }

  #push(value: string, start: number): void {
    if (this.count >= wordCountMax)
      throw this.errorAt(start, `found more than ${wordCountMax} words in one rule`)
    if (value.length > wordLengthMax)
      throw this.errorAt(start, `found a word longer than ${wordLengthMax} characters`)
    this.values[this.count] = value
    this.starts[this.count] = start
    this.count += 1
  }
}
