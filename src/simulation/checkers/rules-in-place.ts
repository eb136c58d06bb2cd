import type { Family } from '../../packet/address.ts'
import type { RunEvent } from '../events/run-event.ts'

type ChangeKind = 'Service' | 'EndpointSlice'

/** Which nodes have rules that say what the API says of some kinds of objects. */
export class RulesInPlace {
  readonly #kinds: readonly ChangeKind[]
  /** From a change in the API to rules that follow it, at the longest; what is done sooner may have begun before. */
  readonly #syncMs: number
  /** By node and family, when its last sync was done. */
  readonly #syncedMs = new Map<string, number>()
  #changedMs = Number.NEGATIVE_INFINITY

  constructor(kinds: readonly ChangeKind[], syncMs: number) {
    this.#kinds = kinds
    this.#syncMs = syncMs
  }

  observe(event: RunEvent): void {
    switch (event.kind) {
      case 'object-applied':
      case 'object-deleted':
        if (this.#kinds.some((kind) => kind === event.object.kind)) this.#changedMs = event.atMs
        return
      case 'sync-done':
        if (!event.failed) this.#syncedMs.set(keyOf(event.node, event.family), event.atMs)
        return
      default:
    }
  }

  /** Not so before its first sync after a change. */
  isOn(node: string, family: Family): boolean {
    const syncedMs = this.#syncedMs.get(keyOf(node, family)) ?? 0
    return syncedMs >= this.#changedMs + this.#syncMs
  }
}

function keyOf(node: string, family: Family): string {
  return `${node} ${family}`
}
