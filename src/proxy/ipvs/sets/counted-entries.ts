/** What has to be done to a set of texts so that it holds what is claimed; both sorted. */
export interface EntryChanges {
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

export const noEntryChanges: EntryChanges = { removed: [], added: [] }

/**
 * A set of texts, each of which stays as long as somebody claims it. Claims may come and go in any
 * order; `takeChanges` tells only what is different in the end.
 */
export class CountedEntries {
  readonly #claims = new Map<string, number>()
  /** Entry → whether it was there when changes were last taken; only those that may have changed. */
  readonly #touched = new Map<string, boolean>()

  /** `existing`: what is there at the start, claimed by nobody yet. */
  constructor(existing: Iterable<string> = []) {
    for (const entry of existing) this.#touched.set(entry, true)
  }

  claim(entry: string): void {
    const claims = this.#claims.get(entry) ?? 0
    if (claims === 0 && !this.#touched.has(entry)) this.#touched.set(entry, false)
    this.#claims.set(entry, claims + 1)
  }

  release(entry: string): void {
    const claims = this.#claims.get(entry) ?? 0
    if (claims > 1) {
      this.#claims.set(entry, claims - 1)
      return
    }
    if (!this.#claims.delete(entry)) return
    if (!this.#touched.has(entry)) this.#touched.set(entry, true)
  }

  takeChanges(): EntryChanges {
    if (this.#touched.size === 0) return noEntryChanges
    const removed: string[] = []
    const added: string[] = []
    for (const [entry, wasThere] of this.#touched) {
      const isThere = this.#claims.has(entry)
      if (wasThere && !isThere) removed.push(entry)
      else if (!wasThere && isThere) added.push(entry)
    }
    this.#touched.clear()
    return { removed: removed.sort(), added: added.sort() }
  }

  has(entry: string): boolean {
    return this.#claims.has(entry)
  }

  get size(): number {
    return this.#claims.size
  }

  /** Sorted. */
  list(): string[] {
    return [...this.#claims.keys()].sort()
  }
}
