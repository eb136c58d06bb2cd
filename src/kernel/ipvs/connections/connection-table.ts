import { invariant } from '../../../base/invariant.ts'
import type { Journal } from '../../../base/journal.ts'
import type { Address } from '../../../packet/address.ts'
import { type AddressWords, writeAddress } from '../../netfilter/address-words.ts'
import { ConnectionRecords, connectionFlag, timerNone } from './connection-records.ts'
import { TimerWheel } from './timer-wheel.ts'

const firstBuckets = 1024

/**
 * The connections and templates of one family: records in a hash table by protocol and client, as the kernel's
 * (ip_vs_conn.c: one entry serves both ways, since an answer names the client too), a template also by what it is for;
 * and their timers. The table grows bucket by bucket (linear hashing), so no packet waits for a rehash.
 * A change made with a journal is taken back by it.
 */
export class ConnectionTable extends ConnectionRecords {
  readonly wheel: TimerWheel
  count = 0
  readonly #key: Int32Array
  #heads = new Int32Array(firstBuckets).fill(-1)
  #buckets = firstBuckets
  #low = firstBuckets
  #hashed = 0
  #free = -1
  #slotsUsed = 0

  constructor(addressWords: AddressWords, tick: number) {
    super(addressWords)
    this.#key = new Int32Array(2 * addressWords)
    this.wheel = new TimerWheel(this, tick)
  }

  /** Bytes of records and hash table together. */
  override get bytes(): number {
    return super.bytes + this.#heads.byteLength
  }

  /** The connection of a packet towards the virtual server; −1: none. */
  findInput(
    protocol: number,
    client: Address,
    clientPort: number,
    virtual: Address,
    virtualPort: number,
  ): number {
    const ports = (clientPort << 16) | virtualPort
    const words = this.#writeKey(client, virtual)
    let slot = this.#first(this.#hash(protocol, clientPort, 0, this.#key, 0))
    for (; slot >= 0; slot = this.next(slot)) {
      const segment = this.segmentOf(slot)
      const base = this.baseOf(slot)
      if (segment[base + words] !== ports) continue
      const meta = segment[base + words + 1] ?? 0
      if ((meta & 0xff) !== protocol || (meta & templateBit) !== 0) continue
      if (this.#matches(segment, base, words)) return slot
    }
    return -1
  }

  /**
   * The first connection of this client for which `belongs` holds: an answer names the server, which only the caller
   * knows. −1: none.
   */
  findOutput(
    protocol: number,
    client: Address,
    clientPort: number,
    belongs: (slot: number) => boolean,
  ): number {
    writeAddress(this.#key, 0, client)
    let slot = this.#first(this.#hash(protocol, clientPort, 0, this.#key, 0))
    for (; slot >= 0; slot = this.next(slot)) {
      const segment = this.segmentOf(slot)
      const base = this.baseOf(slot)
      const meta = segment[base + 2 * this.addressWords + 1] ?? 0
      if ((meta & 0xff) !== protocol || (meta & templateBit) !== 0) continue
      if (this.clientPort(slot) !== clientPort) continue
      if (this.#matches(segment, base, this.addressWords) && belongs(slot)) return slot
    }
    return -1
  }

  /** The template of a client's network; −1: none, or it is no longer valid. */
  findTemplate(protocol: number, client: Address, virtual: Address, virtualPort: number): number {
    const words = this.#writeKey(client, virtual)
    const hash = this.#hash(protocol, 0, virtualPort | 0x10000, this.#key, this.addressWords)
    let slot = this.#first(hash)
    for (; slot >= 0; slot = this.next(slot)) {
      const segment = this.segmentOf(slot)
      const base = this.baseOf(slot)
      if (segment[base + words] !== virtualPort) continue
      const meta = segment[base + words + 1] ?? 0
      if ((meta & 0xff) !== protocol || (meta & validTemplateBits) !== templateBit) continue
      if (this.#matches(segment, base, words)) return slot
    }
    return -1
  }

  /** A new record, hashed unless it is for one packet only. Its timer does not run yet. */
  create(
    protocol: number,
    client: Address,
    clientPort: number,
    virtual: Address,
    virtualPort: number,
    flags: number,
    journal: Journal | undefined,
  ): number {
    const slot = this.#takeSlot()
    const segment = this.segmentOf(slot)
    const base = this.baseOf(slot)
    segment.fill(0, base, base + this.stride)
    writeAddress(segment, base, client)
    writeAddress(segment, base + this.addressWords, virtual)
    this.setPorts(slot, clientPort, virtualPort)
    this.setMeta(slot, protocol, flags)
    this.setControl(slot, -1)
    this.setTimerPrevious(slot, timerNone)
    if ((flags & connectionFlag.onePacket) === 0) this.#link(slot)
    journal?.note(() => this.remove(slot, undefined))
    return slot
  }

  remove(slot: number, journal: Journal | undefined): void {
    const before = journal === undefined ? undefined : this.copy(slot)
    const hung = this.timerPrevious(slot) !== timerNone
    const hashed = this.has(slot, connectionFlag.hashed)
    this.wheel.disarm(slot)
    if (hashed) this.#unlink(slot)
    this.#giveSlot(slot)
    if (before === undefined) return
    journal?.note(() => {
      invariant(this.#takeSlot() === slot, 'slots come back in the order in which they went')
      this.setTimerPrevious(slot, timerNone)
      this.restore(slot, before)
      if (hashed) this.#link(slot)
      if (hung) this.wheel.rehang(slot)
    })
  }

  /** To be called before fields change: notes how they were. */
  save(slot: number, journal: Journal | undefined): void {
    if (journal === undefined) return
    const before = this.copy(slot)
    const hung = this.timerPrevious(slot) !== timerNone
    journal.note(() => {
      this.wheel.disarm(slot)
      this.restore(slot, before)
      if (hung) this.wheel.rehang(slot)
    })
  }

  /** A template that no longer holds: nobody finds it, it stays until its time is up (ip_vs_check_template). */
  invalidate(slot: number, journal: Journal | undefined): void {
    this.#unlink(slot)
    const ports = this.virtualPort(slot)
    this.setPorts(slot, 0, 0xffff)
    this.setFlag(slot, connectionFlag.invalidated, true)
    this.#link(slot)
    journal?.note(() => {
      this.#unlink(slot)
      this.setPorts(slot, 0, ports)
      this.setFlag(slot, connectionFlag.invalidated, false)
      this.#link(slot)
    })
  }

  /** Every record, in the order of slots. */
  *slots(): Generator<number> {
    for (let slot = 0; slot < this.#slotsUsed; slot += 1)
      if (this.has(slot, connectionFlag.hashed)) yield slot
  }

  #takeSlot(): number {
    this.count += 1
    if (this.#free >= 0) {
      const slot = this.#free
      this.#free = this.next(slot)
      return slot
    }
    if (this.#slotsUsed === this.slotCapacity) this.addSegment()
    return this.#slotsUsed++
  }

  #giveSlot(slot: number): void {
    this.setMeta(slot, 0, 0)
    this.setNext(slot, this.#free)
    this.#free = slot
    this.count -= 1
  }

  #first(hash: number): number {
    return this.#heads[this.#bucketOf(hash)] ?? -1
  }

  #link(slot: number): void {
    this.#hashed += 1
    if (this.#hashed > this.#buckets) this.#split()
    this.setFlag(slot, connectionFlag.hashed, true)
    this.#chain(slot)
  }

  #unlink(slot: number): void {
    const bucket = this.#bucketOf(this.#hashOf(slot))
    this.#hashed -= 1
    this.setFlag(slot, connectionFlag.hashed, false)
    const after = this.next(slot)
    let at = this.#heads[bucket] ?? -1
    if (at === slot) {
      this.#heads[bucket] = after
      return
    }
    for (; at >= 0; at = this.next(at)) {
      if (this.next(at) !== slot) continue
      this.setNext(at, after)
      return
    }
    invariant(false, 'a hashed connection hangs in its chain')
  }

  #chain(slot: number): void {
    const bucket = this.#bucketOf(this.#hashOf(slot))
    this.setNext(slot, this.#heads[bucket] ?? -1)
    this.#heads[bucket] = slot
  }

  /** Deals the records of the next bucket of this round between it and a new one. */
  #split(): void {
    if (this.#buckets === this.#heads.length) {
      const heads = new Int32Array(this.#heads.length * 2)
      heads.set(this.#heads)
      this.#heads = heads
    }
    const from = this.#buckets - this.#low
    let slot = this.#heads[from] ?? -1
    this.#heads[from] = -1
    this.#heads[this.#buckets] = -1
    this.#buckets += 1
    // From the last to the first, so that of two with one key the newer stays the one that is found.
    const slots: number[] = []
    for (; slot >= 0; slot = this.next(slot)) slots.push(slot)
    for (const moved of slots.reverse()) this.#chain(moved)
    if (this.#buckets === 2 * this.#low) this.#low = this.#buckets
  }

  #bucketOf(hash: number): number {
    const bucket = hash & (2 * this.#low - 1)
    return bucket < this.#buckets ? bucket : hash & (this.#low - 1)
  }

  /** Writes both addresses into the key; where a record's addresses end. */
  #writeKey(client: Address, virtual: Address): number {
    writeAddress(this.#key, 0, client)
    writeAddress(this.#key, this.addressWords, virtual)
    return 2 * this.addressWords
  }

  #matches(segment: Int32Array, base: number, words: number): boolean {
    const key = this.#key
    for (let word = 0; word < words; word += 1) if (segment[base + word] !== key[word]) return false
    return true
  }

  #hashOf(slot: number): number {
    const segment = this.segmentOf(slot)
    const base = this.baseOf(slot)
    const protocol = this.protocol(slot)
    if (!this.has(slot, connectionFlag.template))
      return this.#hash(protocol, this.clientPort(slot), 0, segment, 0, base)
    const extra = this.virtualPort(slot) | 0x10000
    return this.#hash(protocol, 0, extra, segment, this.addressWords, base)
  }

  /** Of the client's address at `base`, and the `more` words after it. */
  #hash(
    protocol: number,
    port: number,
    extra: number,
    words: Int32Array,
    more: number,
    base = 0,
  ): number {
    let hash = Math.imul((port << 8) ^ protocol ^ extra, 0x9e3779b1)
    const end = base + this.addressWords + more
    for (let at = base; at < end; at += 1)
      hash = Math.imul(hash ^ (words[at] ?? 0), 0x85ebca6b) ^ (hash >>> 15)
    hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }
}

const templateBit = connectionFlag.template << 16
const validTemplateBits = templateBit | (connectionFlag.invalidated << 16)
