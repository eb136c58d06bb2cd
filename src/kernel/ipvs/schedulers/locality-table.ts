import type { Journal } from '../../../base/journal.ts'
import type { Address } from '../../../packet/address.ts'
import { fireTick } from '../connections/timer-ticks.ts'
import type { RealServer } from '../model/real-server.ts'

/** Where a destination address goes; ticks. */
export interface LocalityEntry {
  /** The one added last first; `lblc` has one. */
  readonly servers: readonly RealServer[]
  readonly lastUse: number
  readonly lastChange: number
}

/** No new entries from here on (max_size · 3 / 2). */
const entryCountMax = (1 << 10) * 16 * 1.5
/** CHECK_EXPIRE_INTERVAL and COUNT_FOR_FULL_EXPIRATION. */
const checkSeconds = 60
const checksBetweenFullOnes = 30

/**
 * What `lblc` and `lblcr` remember of destinations. A timer fires every minute (later, by the kernel's timer wheel),
 * and every 30th time destinations are forgotten that nobody asked for (ip_vs_lblc_full_check). Time that has passed
 * stays so: a journal does not take that back. Not emulated: the earlier clean-up beyond 16,384 destinations.
 */
export class LocalityTable {
  readonly #entries = new Map<Address, LocalityEntry>()
  readonly #hertz: number
  readonly #expirationSeconds: () => number
  #fires: number
  #checks = 0

  /** `nowTicks`: when the scheduler begins, and its timer with it. */
  constructor(hertz: number, nowTicks: number, expirationSeconds: () => number) {
    this.#hertz = hertz
    this.#expirationSeconds = expirationSeconds
    this.#fires = this.#fireAfter(nowTicks)
  }

  get isFull(): boolean {
    return this.#entries.size >= entryCountMax
  }

  /** What is known of a destination by now. */
  find(destination: Address, nowTicks: number): LocalityEntry | undefined {
    for (; this.#fires <= nowTicks; this.#fires = this.#fireAfter(this.#fires)) {
      this.#checks += 1
      if (this.#checks % checksBetweenFullOnes === 0) this.#forget(this.#fires)
    }
    return this.#entries.get(destination)
  }

  /** As it was at the last look. */
  peek(destination: Address): LocalityEntry | undefined {
    return this.#entries.get(destination)
  }

  set(destination: Address, entry: LocalityEntry | undefined, journal: Journal | undefined): void {
    const before = this.#entries.get(destination)
    journal?.note(() => this.#put(destination, before))
    this.#put(destination, entry)
  }

  /** The scheduler goes: it holds its servers no longer. */
  clear(journal: Journal | undefined): void {
    for (const destination of [...this.#entries.keys()]) this.set(destination, undefined, journal)
  }

  #fireAfter(nowTicks: number): number {
    const fires = fireTick(nowTicks | 0, checkSeconds * this.#hertz)
    return nowTicks + ((fires - (nowTicks | 0)) | 0)
  }

  #forget(nowTicks: number): void {
    const age = this.#expirationSeconds() * this.#hertz
    for (const [destination, { lastUse }] of [...this.#entries])
      if (nowTicks >= lastUse + age) this.#put(destination, undefined)
  }

  #put(destination: Address, entry: LocalityEntry | undefined): void {
    for (const server of this.#entries.get(destination)?.servers ?? []) server.references -= 1
    for (const server of entry?.servers ?? []) server.references += 1
    if (entry === undefined) this.#entries.delete(destination)
    else this.#entries.set(destination, entry)
  }
}
