import type { Draft, Match, MatchExtension, OptionWords } from '../../model/extension.ts'
import { detached } from '../../text/detached.ts'
import { quoteText } from '../../text/quoting.ts'

/** Characters that the kernel keeps (XT_MAX_COMMENT_LEN, with its NUL). */
export const commentLengthMax = 255

/** `-m comment`: always matches (net/netfilter/xt_comment.c). */
export const comment: MatchExtension = { name: 'comment', begin: () => new CommentDraft() }

export class CommentMatch implements Match {
  readonly name = 'comment'
  readonly pure = true
  readonly trivial = true
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  print(): string {
    return ` --comment ${quoteText(this.text)}`
  }

  evaluate(): boolean {
    return true
  }
}

class CommentDraft implements Draft<Match> {
  #text: string | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--comment') return false
    this.#text = detached(words.next('a comment'))
    if (this.#text.length > commentLengthMax)
      words.fail(
        `a comment of ${this.#text.length} characters`,
        `at most ${commentLengthMax} characters`,
      )
    return true
  }

  finish(words: OptionWords): Match {
    return new CommentMatch(this.#text ?? words.fail('-m comment', '--comment "…" after it'))
  }
}
