import type { InstantMs } from '../../../base/clock.ts'
import { invariant } from '../../../base/invariant.ts'
import type { Journal } from '../../../base/journal.ts'
import type { AddressWords } from '../address-words.ts'
import { ConnectionRecords, segmentMask } from './connection-records.ts'

const initialBuckets = 1_024
/** Up to here a bucket for every node, then one for two: speed first, memory for the large tables. */
const generousBuckets = 1 << 19

/**
 * The connections of one family, found by either direction's tuple. Chained hashing over the flat
 * records; buckets are split one at a time (linear hashing), so growing never stops the world.
 * An expired connection goes when it is met, or when a sweep comes by.
 */
export class ConnectionTable extends ConnectionRecords {
  /** Connections held: confirmed or not, also expired ones that nobody has met yet. */
  count = 0
  #heads = new Int32Array(initialBuckets).fill(-1)
  #buckets = initialBuckets
  /** Buckets from this round of splits: bucket numbers of `#low` or, where that is split already, of twice. */
  #low = initialBuckets
  #free = -1
  #slotsUsed = 0
  #linked = 0
  #sweepAt = 0

  constructor(addressWords: AddressWords) {
    super(addressWords)
  }

  /** Memory that the table holds. */
  get bytes(): number {
    return this.slotCapacity * this.recordWords * 4 + this.#heads.byteLength
  }

  /** One more than the highest slot ever used; with `isLinked` it walks the table. */
  get slotCount(): number {
    return this.#slotsUsed
  }

  get bucketCount(): number {
    return this.#buckets
  }

  /** The node whose tuple is the key, or −1. */
  find(nowMs: InstantMs, journal: Journal | undefined): number {
    return this.addressWords === 1 ? this.#findIpv4(nowMs, journal) : this.#find(nowMs, journal)
  }

  /** As `#find`, with the four words at hand: the way of most packets. */
  #findIpv4(nowMs: InstantMs, journal: Journal | undefined): number {
    const { key, recordWords, tupleWords, metaAt } = this
    const [source = 0, destination = 0, ports = 0, protocol = 0] = [key[0], key[1], key[2], key[3]]
    let node = this.#heads[this.#bucketOf(hashIpv4(source, destination, ports, protocol))] ?? -1
    while (node >= 0) {
      const slot = node >> 1
      const record = this.segment(slot)
      const base = (slot & segmentMask) * recordWords
      const at = base + (node & 1) * tupleWords
      const next = record[base + metaAt + 6 + (node & 1)] ?? -1
      if (
        record[at + 2] === ports &&
        record[at] === source &&
        record[at + 1] === destination &&
        ((record[base + metaAt] ?? 0) & 0xff) === protocol
      ) {
        if (this.expiresMs(slot) > nowMs) return node
        this.remove(slot, journal)
      }
      node = next
    }
    return -1
  }

  #find(nowMs: InstantMs, journal: Journal | undefined): number {
    let node = this.#heads[this.bucketOfKey()] ?? -1
    while (node >= 0) {
      const next = this.next(node)
      if (this.#isKey(node)) {
        if (this.expiresMs(node >> 1) > nowMs) return node
        this.remove(node >> 1, journal)
      }
      node = next
    }
    return -1
  }

  /** A new record that nobody can find yet: the key, and the key turned round with `replyPorts`. */
  allocate(replyPorts: number, nowMs: InstantMs, journal: Journal | undefined): number {
    const slot = this.#takeSlot()
    this.begin(slot, replyPorts, nowMs)
    journal?.note(() => this.#giveSlot(slot))
    return slot
  }

  /** Puts both tuples where lookups find them. */
  link(slot: number, journal: Journal | undefined): void {
    this.#link(slot)
    if (journal !== undefined) journal.note(() => this.#unlink(slot))
    else if (this.#linked * 2 > this.#buckets * (this.#buckets < generousBuckets ? 1 : 2))
      this.#splitBuckets(4)
  }

  /** Lookups find it no more; the record stays for the packet that still holds it (nf_ct_kill). */
  unlink(slot: number, journal: Journal | undefined): void {
    this.#unlink(slot)
    journal?.note(() => this.#link(slot))
  }

  /** Forgets a connection, confirmed or not. */
  remove(slot: number, journal: Journal | undefined): void {
    const linked = this.isLinked(slot)
    const before = journal === undefined ? undefined : this.copy(slot)
    if (linked) this.#unlink(slot)
    this.#giveSlot(slot)
    if (before === undefined) return
    journal?.note(() => {
      invariant(this.#takeSlot() === slot, 'slots come back in the order in which they went')
      this.restore(slot, before)
      if (linked) this.#link(slot)
    })
  }

  /** To be called before a record's fields change: notes how they were. */
  save(slot: number, journal: Journal | undefined): void {
    if (journal === undefined) return
    const before = this.copy(slot)
    journal.note(() => this.restore(slot, before))
  }

  bucketOfKey(): number {
    return this.#bucketOf(this.#hashKey())
  }

  /** The nodes that hang in a bucket. */
  nodesIn(bucket: number): number[] {
    const nodes: number[] = []
    for (let node = this.#heads[bucket] ?? -1; node >= 0; node = this.next(node)) nodes.push(node)
    return nodes
  }

  /** Looks at the next `slots` records, round and round, and removes those that have expired. */
  sweep(slots: number, nowMs: InstantMs): void {
    for (let left = Math.min(slots, this.#slotsUsed); left > 0; left -= 1) {
      if (this.#sweepAt >= this.#slotsUsed) this.#sweepAt = 0
      const slot = this.#sweepAt++
      if (this.isLinked(slot) && this.expiresMs(slot) <= nowMs) this.remove(slot, undefined)
    }
  }

  #takeSlot(): number {
    this.count += 1
    if (this.#free >= 0) {
      const slot = this.#free
      this.#free = this.next(slot * 2)
      return slot
    }
    if (this.#slotsUsed === this.slotCapacity) this.addSegment()
    return this.#slotsUsed++
  }

  #giveSlot(slot: number): void {
    this.setMeta(slot, 0)
    this.setNext(slot * 2, this.#free)
    this.#free = slot
    this.count -= 1
  }

  #link(slot: number): void {
    this.#chain(slot * 2)
    this.#chain(slot * 2 + 1)
    this.setLinked(slot, true)
    this.#linked += 1
  }

  #unlink(slot: number): void {
    this.#unchain(slot * 2)
    this.#unchain(slot * 2 + 1)
    this.setLinked(slot, false)
    this.#linked -= 1
  }

  #chain(node: number): void {
    const bucket = this.#bucketOf(this.#hashNode(node))
    this.setNext(node, this.#heads[bucket] ?? -1)
    this.#heads[bucket] = node
  }

  #unchain(node: number): void {
    const bucket = this.#bucketOf(this.#hashNode(node))
    const first = this.#heads[bucket] ?? -1
    if (first === node) {
      this.#heads[bucket] = this.next(node)
      return
    }
    for (let at = first; at >= 0; at = this.next(at)) {
      if (this.next(at) !== node) continue
      this.setNext(at, this.next(node))
      return
    }
    invariant(false, 'a linked connection hangs in its chain')
  }

  #splitBuckets(times: number): void {
    if (this.#buckets + times > this.#heads.length) {
      const heads = new Int32Array(this.#heads.length * 2)
      heads.set(this.#heads)
      this.#heads = heads
    }
    for (let left = times; left > 0; left -= 1) this.#split()
  }

  /** Deals the nodes of the next bucket of this round between it and a new one. */
  #split(): void {
    const from = this.#buckets - this.#low
    let node = this.#heads[from] ?? -1
    this.#heads[from] = -1
    this.#heads[this.#buckets] = -1
    this.#buckets += 1
    while (node >= 0) {
      const next = this.next(node)
      this.#chain(node)
      node = next
    }
    if (this.#buckets === 2 * this.#low) this.#low = this.#buckets
  }

  #bucketOf(hash: number): number {
    const bucket = hash & (2 * this.#low - 1)
    return bucket < this.#buckets ? bucket : hash & (this.#low - 1)
  }

  #hashKey(): number {
    const { key, tupleWords } = this
    if (this.addressWords === 1) return hashIpv4(key[0] ?? 0, key[1] ?? 0, key[2] ?? 0, key[3] ?? 0)
    return hashWords(key, 0, tupleWords, key[tupleWords] ?? 0)
  }

  #hashNode(node: number): number {
    const record = this.segment(node >> 1)
    const base = this.tupleBase(node)
    const protocol = this.protocol(node >> 1)
    if (this.addressWords === 1)
      return hashIpv4(record[base] ?? 0, record[base + 1] ?? 0, record[base + 2] ?? 0, protocol)
    return hashWords(record, base, this.tupleWords, protocol)
  }

  #isKey(node: number): boolean {
    const record = this.segment(node >> 1)
    const base = this.tupleBase(node)
    const { key } = this
    for (let index = this.tupleWords - 1; index >= 0; index -= 1)
      if (record[base + index] !== key[index]) return false
    return this.protocol(node >> 1) === key[this.tupleWords]
  }
}

function hashIpv4(source: number, destination: number, ports: number, protocol: number): number {
  let hash = Math.imul(source ^ protocol, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15) ^ destination, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13) ^ ports, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function hashWords(words: Int32Array, from: number, count: number, seed: number): number {
  let hash = seed
  for (let index = from; index < from + count; index += 1) {
    hash = Math.imul(hash ^ (words[index] ?? 0), 0x85ebca6b)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
