import { LRUCache } from 'lru-cache'
import type { InstantMs } from '../../../../base/clock.ts'
import type { Journal } from '../../../../base/journal.ts'
import type { Address } from '../../../../packet/address.ts'

/** Addresses that a table keeps (module parameter ip_list_tot of xt_recent). */
export const recentAddressMax = 100
/** Time stamps kept of one address unless a rule's --hitcount wants more (ip_pkt_list_tot). */
const stampCountMin = 20

/** When an address was seen, newest last. */
export interface RecentEntry {
  readonly stamps: readonly InstantMs[]
}

/** One `--name` of `-m recent`: addresses, least recently seen first. */
export class RecentTable {
  readonly name: string
  /** Of the rule that made the table: later rules of the same name use it too (xt_recent.c). */
  readonly mask: Address | undefined
  references = 0
  /** In the kernel's list, from 1; right until a table goes. */
  position = 0
  stampCountMax: number
  /** Made when the first address comes: most tables of a node stay empty. */
  #entries: LRUCache<Address, RecentEntry> | undefined

  constructor(name: string, mask: Address | undefined, stampCountMax: number) {
    this.name = name
    this.mask = mask
    this.stampCountMax = stampCountMax
  }

  get size(): number {
    return this.#entries?.size ?? 0
  }

  /** Looks without touching the order. */
  get(address: Address): RecentEntry | undefined {
    return this.#entries?.peek(address)
  }

  /** Adds a time stamp; the address becomes the most recently seen, the 101st pushes out the least. */
  see(address: Address, nowMs: InstantMs, journal: Journal | undefined): void {
    this.#note(journal)
    this.#entries ??= new LRUCache({ max: recentAddressMax })
    const stamps = this.#entries.peek(address)?.stamps ?? []
    const kept = stamps.length < this.stampCountMax ? stamps : stamps.slice(1)
    this.#entries.set(address, { stamps: [...kept, nowMs] })
  }

  remove(address: Address, journal: Journal | undefined): void {
    this.#note(journal)
    this.#entries?.delete(address)
  }

  /**
   * `--reap`: takes out the least recently seen address if it was last seen before `before`; never
   * more than that one, and not `spared` (recent_entry_reap, net/netfilter/xt_recent.c).
   */
  reap(before: InstantMs, spared: Address | undefined, journal: Journal | undefined): void {
    const oldest = this.#entries?.rkeys().next().value
    if (oldest === undefined || oldest === spared) return
    const last = this.get(oldest)?.stamps.at(-1)
    if (last !== undefined && last < before) this.remove(oldest, journal)
  }

  flush(): void {
    this.#entries = undefined
  }

  /** Least recently seen first, as /proc/net/xt_recent does not promise but holds. */
  entries(): { readonly address: Address; readonly stamps: readonly InstantMs[] }[] {
    const addresses = [...(this.#entries?.rkeys() ?? [])] as Address[]
    return addresses.map((address) => ({ address, stamps: this.get(address)?.stamps ?? [] }))
  }

  #note(journal: Journal | undefined): void {
    if (journal === undefined) return
    const before = this.#entries === undefined ? undefined : this.entries()
    journal.note(() => {
      this.#entries = undefined
      if (before === undefined) return
      this.#entries = new LRUCache({ max: recentAddressMax })
      for (const { address, stamps } of before) this.#entries.set(address, { stamps })
    })
  }
}

/**
 * The tables of a node, by name. A table lives as long as a rule names it, in whichever table and
 * family: kube-proxy's restore, which names it again in the same commit, keeps it.
 */
export class RecentTables {
  readonly #tables = new Map<string, RecentTable>()
  #positionsHold = true

  get size(): number {
    return this.#tables.size
  }

  get(name: string): RecentTable | undefined {
    return this.#tables.get(name)
  }

  /**
   * How many tables the kernel passes until it has found this one: it walks one list, and puts new tables at its end
   * (recent_table_lookup, recent_mt_check).
   */
  positionOf(table: RecentTable): number {
    if (!this.#positionsHold) {
      let position = 0
      for (const one of this.#tables.values()) {
        position += 1
        one.position = position
      }
      this.#positionsHold = true
    }
    return table.position
  }

  [Symbol.iterator](): IterableIterator<RecentTable> {
    return this.#tables.values()
  }

  /** A rule names the table. A --hitcount beyond what it keeps empties it (recent_mt_check). */
  acquire(name: string, mask: Address | undefined, hitCount: number): RecentTable {
    const wanted = stampsFor(hitCount)
    let table = this.#tables.get(name)
    if (table === undefined) {
      table = new RecentTable(name, mask, wanted)
      this.#tables.set(name, table)
      table.position = this.#tables.size
    } else if (wanted > table.stampCountMax) {
      table.flush()
      table.stampCountMax = wanted
    }
    table.references += 1
    return table
  }

  release(name: string): void {
    const table = this.#tables.get(name)
    if (table === undefined) return
    table.references -= 1
    if (table.references > 0) return
    this.#tables.delete(name)
    this.#positionsHold = false
  }
}

/** The next power of two, as the kernel sizes its ring of stamps. */
function stampsFor(hitCount: number): number {
  const wanted = hitCount === 0 ? stampCountMin : hitCount
  return 2 ** Math.ceil(Math.log2(wanted))
}
