import { type Position, UserError } from '../../base/user-error.ts'

/** Kinds of what a recording holds and nobody can replay; counted, never an error. */
export const skippedKinds = {
  'not-ip': 'frames without IP',
  'later-fragment': 'later fragments',
  'cut-short': 'packets cut before their ports',
  'icmp-message': 'ICMP messages that are no echo',
  'other-protocol': 'packets of other protocols',
  stray: 'ends of connections whose beginning is not there',
} as const
export type SkippedKind = keyof typeof skippedKinds

/** What in a recording cannot be read: an error, or, on request, a count. */
export class BadRecords {
  readonly #skips: boolean
  readonly #file: string
  /** Bad ones that were left out. */
  count = 0
  /** The first of them, in words. */
  first: string | undefined = undefined
  readonly skipped = new Map<SkippedKind, number>()

  constructor(file: string, skips: boolean) {
    this.#file = file
    this.#skips = skips
  }

  /** @throws UserError E_FLOWS, unless bad ones are skipped */
  bad(message: string, line?: number): void {
    const at: Position = line === undefined ? { file: this.#file } : { file: this.#file, line }
    const error = new UserError('E_FLOWS', message, at)
    if (!this.#skips) throw error
    this.count += 1
    this.first ??= error.describe()
  }

  /** What no `--skip-bad` helps against. */
  refuse(message: string, line?: number): UserError {
    const at: Position = line === undefined ? { file: this.#file } : { file: this.#file, line }
    return new UserError('E_FLOWS', message, at)
  }

  skip(kind: SkippedKind): void {
    this.skipped.set(kind, (this.skipped.get(kind) ?? 0) + 1)
  }
}
