import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { hex, type MaskedMark, readMark, readUnsigned } from '../model/numbers.ts'

/** `-j MARK`: mark = (mark & ~mask) ^ value (net/netfilter/xt_mark.c, extensions/libxt_MARK.c). */
export const markTarget: TargetExtension = { name: 'MARK', begin: () => new MarkDraft() }

class MarkTarget implements Target {
  readonly name = 'MARK'
  readonly mark: MaskedMark

  constructor(mark: MaskedMark) {
    this.mark = mark
  }

  print(): string {
    return ` --set-xmark ${hex(this.mark.value)}/${hex(this.mark.mask)}`
  }

  apply({ buffer, context }: Evaluation): undefined {
    const from = buffer.mark
    const to = ((from & ~this.mark.mask) ^ this.mark.value) >>> 0
    buffer.mark = to
    context.trace?.step({ kind: 'mark', from, to })
    return undefined
  }
}

class MarkDraft implements Draft<Target> {
  #mark: MaskedMark | undefined

  take(option: string, words: OptionWords): boolean {
    const mark = readMarkOption(option, words)
    if (mark === undefined) return false
    if (this.#mark !== undefined) words.fail(option, 'one option of MARK')
    this.#mark = mark
    return true
  }

  finish(words: OptionWords): Target {
    return new MarkTarget(this.#mark ?? words.fail('-j MARK', '--set-xmark or the like after it'))
  }
}

/** The five ways of saying what becomes of a mark; undefined for another option. */
export function readMarkOption(option: string, words: OptionWords): MaskedMark | undefined {
  switch (option) {
    case '--set-xmark':
      return readMark(words)
    case '--set-mark': {
      const { value, mask } = readMark(words)
      return { value, mask: (mask | value) >>> 0 }
    }
    case '--and-mark':
      return { value: 0, mask: ~readUnsigned(words, 'a mark') >>> 0 }
    case '--or-mark': {
      const value = readUnsigned(words, 'a mark')
      return { value, mask: value }
    }
    case '--xor-mark':
      return { value: readUnsigned(words, 'a mark'), mask: 0 }
    default:
      return undefined
  }
}
