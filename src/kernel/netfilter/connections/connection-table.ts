import type { InstantMs } from '../../../base/clock.ts'
import { invariant } from '../../../base/invariant.ts'
import type { Journal } from '../../../base/journal.ts'
import type { Address } from '../../../packet/address.ts'
import {
  ConnectionRecords,
  epochLengthMs,
  ipv4RecordWords,
  segmentMask,
  segmentShift,
} from './connection-records.ts'
import { nodeCountMax, nodeOf, TupleIndex, tagFits } from './tuple-index.ts'

/** What a table can hold, whatever nf_conntrack_max says. */
export const tableCountMax = nodeCountMax >> 1

/**
 * The connections of one family, found by either direction's tuple: flat records, and an index of their tuples' hashes.
 * An expired connection goes when it is met, or when a sweep comes by.
 */
export class ConnectionTable extends ConnectionRecords {
  /** Connections held: confirmed or not, also expired ones that nobody has met yet. */
  count = 0
  readonly #index = new TupleIndex()
  #free = -1
  #slotsUsed = 0
  #sweepAt = 0

  /** Memory that the table holds. */
  get bytes(): number {
    return this.slotCapacity * this.bytesPerSlot + this.#index.bytes
  }

  /** One more than the highest slot ever used; with `isLinked` it walks the table. */
  get slotCount(): number {
    return this.#slotsUsed
  }

  /** The node whose tuple is the key, or −1. */
  find(nowMs: InstantMs, journal: Journal | undefined): number {
    this.#keepEpoch(nowMs, journal)
    if (this.addressWords !== 1) return this.#find(nowMs, journal)
    const { key } = this
    const [source, destination, ports] = [key[0] as number, key[1] as number, key[2] as number]
    return this.#findIpv4(key[3] as number, source, destination, ports, nowMs, journal)
  }

  /** As `find`, for a packet's tuple. Where there is none, the key is this tuple. */
  findTuple(
    protocol: number,
    source: Address,
    destination: Address,
    ports: number,
    nowMs: InstantMs,
    journal: Journal | undefined,
  ): number {
    if (typeof source !== 'number' || typeof destination !== 'number') {
      this.setKey(protocol, source, destination, ports)
      return this.find(nowMs, journal)
    }
    this.#keepEpoch(nowMs, journal)
    const node = this.#findIpv4(protocol, source | 0, destination | 0, ports, nowMs, journal)
    if (node < 0) this.setKey(protocol, source, destination, ports)
    return node
  }

  /** As `#find`, with four words at hand: the way of most packets. */
  #findIpv4(
    protocol: number,
    source: number,
    destination: number,
    ports: number,
    nowMs: InstantMs,
    journal: Journal | undefined,
  ): number {
    const hash = hashIpv4(source, destination, ports, protocol)
    const { segments } = this
    const { entries, mask } = this.#index
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = entries[place] as number
      if (entry === 0) return -1
      if (!tagFits(entry, hash)) continue
      const node = nodeOf(entry)
      const record = segments[node >> (segmentShift + 1)]
      if (record === undefined) continue
      const base = ((node >> 1) & segmentMask) * ipv4RecordWords
      const at = base + (node & 1) * 3
      if (
        record[at] !== source ||
        record[at + 1] !== destination ||
        record[at + 2] !== ports ||
        ((record[base + 6] as number) & 0xff) !== protocol
      )
        continue
      if ((record[base + 7] as number) >>> 0 > nowMs - this.epochMs) return node
      this.remove(node >> 1, journal)
    }
  }

  #find(nowMs: InstantMs, journal: Journal | undefined): number {
    const hash = this.#hashKey()
    const { entries, mask } = this.#index
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = entries[place] as number
      if (entry === 0) return -1
      const node = nodeOf(entry)
      if (!tagFits(entry, hash) || !this.#isKey(node)) continue
      if (!this.isExpired(node >> 1, nowMs)) return node
      this.remove(node >> 1, journal)
    }
  }

  /** A new record that nobody can find yet: the key, and the key turned round with `replyPorts`. */
  allocate(replyPorts: number, nowMs: InstantMs, journal: Journal | undefined): number {
    this.#keepEpoch(nowMs, journal)
    const slot = this.#takeSlot()
    this.begin(slot, replyPorts, nowMs)
    journal?.note(() => this.#giveSlot(slot))
    return slot
  }

  /** Puts both tuples where lookups find them. */
  link(slot: number, journal: Journal | undefined): void {
    this.#link(slot)
    journal?.note(() => this.#unlink(slot))
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

  /** Up to `nodes` of the nodes that stand in the index where the key's own would. */
  nodesNearKey(nodes: number): number[] {
    const near: number[] = []
    const first = this.#hashKey()
    for (let step = 0; step < 8 * nodes && near.length < nodes; step += 1) {
      const node = this.#index.nodeAt(first + step)
      if (node >= 0) near.push(node)
    }
    return near
  }

  /** Looks at the next `slots` records, round and round, and removes those that have expired. */
  sweep(slots: number, nowMs: InstantMs): void {
    for (let left = Math.min(slots, this.#slotsUsed); left > 0; left -= 1) {
      if (this.#sweepAt >= this.#slotsUsed) this.#sweepAt = 0
      const slot = this.#sweepAt++
      if (this.isLinked(slot) && this.isExpired(slot, nowMs)) this.remove(slot, undefined)
    }
  }

  #takeSlot(): number {
    this.count += 1
    if (this.#free >= 0) {
      const slot = this.#free
      this.#free = this.nextFree(slot)
      return slot
    }
    invariant(this.#slotsUsed < tableCountMax, 'connections within the limit of a table')
    if (this.#slotsUsed === this.slotCapacity) this.addSegment()
    return this.#slotsUsed++
  }

  #giveSlot(slot: number): void {
    this.setMeta(slot, 0)
    this.setNextFree(slot, this.#free)
    this.#free = slot
    this.count -= 1
  }

  #link(slot: number): void {
    if (this.#index.isFull) this.#growIndex()
    this.#index.add(this.#hashNode(slot * 2), slot * 2)
    this.#index.add(this.#hashNode(slot * 2 + 1), slot * 2 + 1)
    this.setLinked(slot, true)
  }

  #unlink(slot: number): void {
    this.#index.remove(this.#hashNode(slot * 2), slot * 2)
    this.#index.remove(this.#hashNode(slot * 2 + 1), slot * 2 + 1)
    this.setLinked(slot, false)
  }

  #growIndex(): void {
    this.#index.resize()
    for (let slot = 0; slot < this.#slotsUsed; slot += 1)
      if (this.isLinked(slot)) {
        this.#index.add(this.#hashNode(slot * 2), slot * 2)
        this.#index.add(this.#hashNode(slot * 2 + 1), slot * 2 + 1)
      }
  }

  /** `expires` holds every timeout that begins now. */
  #keepEpoch(nowMs: InstantMs, journal: Journal | undefined): void {
    const before = this.epochMs
    const passedMs = nowMs - before
    if (passedMs >= 0 && passedMs < epochLengthMs) return
    this.moveEpoch(nowMs, this.#slotsUsed)
    journal?.note(() => this.moveEpoch(before, this.#slotsUsed))
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
