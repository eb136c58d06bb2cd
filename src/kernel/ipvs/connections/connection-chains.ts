import { invariant } from '../../../base/invariant.ts'
import { beginHash, finishHash, mixHash } from '../hashing/word-hash.ts'
import { ConnectionRecords, connectionFlag } from './connection-records.ts'

const firstBuckets = 1024

/**
 * Records in a hash table by protocol and client, as the kernel's (ip_vs_conn.c: one entry serves both ways, since an
 * answer names the client too), a template also by what it is for. The table grows bucket by bucket (linear hashing),
 * so no packet waits for a rehash; two buckets a record, since every other record in a chain is another line of memory.
 */
export class ConnectionChains extends ConnectionRecords {
  #heads = new Int32Array(firstBuckets).fill(-1)
  #buckets = firstBuckets
  #low = firstBuckets
  #hashed = 0

  /** Bytes of records and hash table together. */
  override get bytes(): number {
    return super.bytes + this.#heads.byteLength
  }

  /** The first of a chain; −1: it is empty. */
  protected first(hash: number): number {
    return this.#heads[this.#bucketOf(hash)] ?? -1
  }

  /** Puts a record into its chain, before those that are there. */
  protected link(slot: number): void {
    this.#hashed += 1
    while (this.#hashed * 2 > this.#buckets) this.#split()
    this.setFlag(slot, connectionFlag.hashed, true)
    const hash = this.#hashRecord(slot)
    const bucket = this.#bucketOf(hash)
    this.setHash(slot, hash)
    this.setNext(slot, this.#heads[bucket] ?? -1)
    this.#heads[bucket] = slot
  }

  protected unlink(slot: number): void {
    const bucket = this.#bucketOf(this.hashOf(slot))
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
    // In order, so that of two with one key the newer stays the one that is found.
    let tail = -1
    let newTail = -1
    while (slot >= 0) {
      const next = this.next(slot)
      const stays = this.#bucketOf(this.hashOf(slot)) === from
      this.#append(stays ? from : this.#buckets - 1, stays ? tail : newTail, slot)
      if (stays) tail = slot
      else newTail = slot
      slot = next
    }
    if (this.#buckets === 2 * this.#low) this.#low = this.#buckets
  }

  #append(bucket: number, tail: number, slot: number): void {
    if (tail < 0) this.#heads[bucket] = slot
    else this.setNext(tail, slot)
    this.setNext(slot, -1)
  }

  #bucketOf(hash: number): number {
    const bucket = hash & (2 * this.#low - 1)
    return bucket < this.#buckets ? bucket : hash & (this.#low - 1)
  }

  #hashRecord(slot: number): number {
    const segment = this.segmentOf(slot)
    const base = this.baseOf(slot)
    const protocol = this.protocol(slot)
    if (!this.has(slot, connectionFlag.template))
      return this.hash(protocol, this.clientPort(slot), 0, segment, 0, base)
    const extra = this.virtualPort(slot) | 0x10000
    return this.hash(protocol, 0, extra, segment, this.addressWords, base)
  }

  /** Of the client's address at `base`, and the `more` words after it. */
  protected hash(
    protocol: number,
    port: number,
    extra: number,
    words: Int32Array,
    more: number,
    base = 0,
  ): number {
    let hash = beginHash(protocol, port, extra)
    const end = base + this.addressWords + more
    for (let at = base; at < end; at += 1) hash = mixHash(hash, words[at] ?? 0)
    return finishHash(hash)
  }
}
