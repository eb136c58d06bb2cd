import type { InstantMs } from '../../../base/clock.ts'
import type { Address } from '../../../packet/address.ts'
import { type AddressWords, readAddress, writeAddress } from '../address-words.ts'

export const segmentShift = 14
const segmentSlots = 1 << segmentShift
export const segmentMask = segmentSlots - 1

/** Bits of `meta` that tell what the record itself is, beside conntrack's own status. */
export const linkedBit = 1 << 30
const allocatedBit = 1 << 31
const statusMask = 0x3fff
/** `meta` is status << 16 | state << 8 | protocol. */
export const statusShift = 16
export const stateShift = 8

/** Entries live no longer than this: timeouts are cut to INT_MAX jiffies (nf_ct_set_timeout, at 1000 Hz). */
const timeoutMaxMs = 2 ** 31 - 1
/** So long after the epoch timeouts can begin that `expires` still holds. */
export const epochLengthMs = 2 ** 31
const restWords = 3
/** Of a record of an IPv4 connection, for the search that has no time to ask. */
export const ipv4RecordWords = 8

/**
 * The connections of one family in flat memory, 32-bit words in segments that never move. What every packet of a
 * connection needs stands together; what few need stands apart:
 *
 *     every packet: original tuple | reply tuple | meta | expires            32 bytes for IPv4, 80 for IPv6
 *     the rest:     mark | created | extra                                   12 bytes
 *     tuple: source address, destination address, ports      meta: status << 16 | state << 8 | protocol
 *
 * So an IPv4 packet touches half a cache line here, whichever direction it goes.
 *
 * A node is `slot × 2 + direction` (0 original, 1 reply). `ports` is source << 16 | destination; for
 * ICMP identifier << 16 | type << 8 | code. `expires` counts milliseconds from the table's epoch, which moves on
 * when 32 bits no longer hold them.
 */
export class ConnectionRecords {
  readonly addressWords: AddressWords
  /** A tuple to look for, or to write into a record: addresses, ports, protocol. */
  readonly key: Int32Array
  protected readonly tupleWords: number
  /** Where in a record `meta` stands; `expires` follows, and that is the end. */
  protected readonly metaAt: number
  protected readonly recordWords: number
  protected readonly segments: Int32Array[] = []
  protected epochMs: InstantMs = Number.NaN
  readonly #rest: Int32Array[] = []

  constructor(addressWords: AddressWords) {
    this.addressWords = addressWords
    this.tupleWords = 2 * addressWords + 1
    this.metaAt = 2 * this.tupleWords
    this.recordWords = this.metaAt + 2
    this.key = new Int32Array(this.tupleWords + 1)
  }

  setKey(protocol: number, source: Address, destination: Address, ports: number): void {
    const { key, addressWords } = this
    if (addressWords === 1) {
      key[0] = source as number
      key[1] = destination as number
    } else {
      writeAddress(key, 0, source)
      writeAddress(key, addressWords, destination)
    }
    key[2 * addressWords] = ports
    key[2 * addressWords + 1] = protocol
  }

  isAllocated(slot: number): boolean {
    return (this.meta(slot) & allocatedBit) !== 0
  }

  /** Whether lookups can find it: it is confirmed. */
  isLinked(slot: number): boolean {
    return (this.meta(slot) & linkedBit) !== 0
  }

  protocol(slot: number): number {
    return this.meta(slot) & 0xff
  }

  /** The protocol's own state, `tcpStates` or `sctpStates`. */
  state(slot: number): number {
    return (this.meta(slot) >> 8) & 0xff
  }

  setState(slot: number, state: number): void {
    this.setMeta(slot, (this.meta(slot) & ~0xff00) | (state << 8))
  }

  /** `connectionStatus` bits, and those of `translationStatus`. */
  status(slot: number): number {
    return (this.meta(slot) >>> 16) & statusMask
  }

  addStatus(slot: number, bits: number): void {
    this.setMeta(slot, this.meta(slot) | (bits << 16))
  }

  mark(slot: number): number {
    return this.#restWord(slot, 0) >>> 0
  }

  setMark(slot: number, mark: number): void {
    this.#setRestWord(slot, 0, mark)
  }

  expiresMs(slot: number): InstantMs {
    return this.epochMs + this.#expires(slot)
  }

  isExpired(slot: number, nowMs: InstantMs): boolean {
    return this.#expires(slot) <= nowMs - this.epochMs
  }

  /** From now on it lives for `timeoutMs`, whole milliseconds. */
  renew(slot: number, nowMs: InstantMs, timeoutMs: number): void {
    this.#setExpires(slot, nowMs - this.epochMs + Math.min(timeoutMs, timeoutMaxMs))
  }

  /** Milliseconds since the connection began; wraps after 49 days, as jiffies do. */
  ageMs(slot: number, nowMs: InstantMs): number {
    return (nowMs - this.#restWord(slot, 1)) >>> 0
  }

  /** Thirty-two bits for the protocol and for NAT (`connection-extra.ts`). */
  extra(slot: number): number {
    return this.#restWord(slot, 2)
  }

  setExtra(slot: number, extra: number): void {
    this.#setRestWord(slot, 2, extra)
  }

  source(node: number): Address {
    return readAddress(this.segment(node >> 1), this.tupleBase(node), this.addressWords)
  }

  destination(node: number): Address {
    const at = this.tupleBase(node) + this.addressWords
    return readAddress(this.segment(node >> 1), at, this.addressWords)
  }

  ports(node: number): number {
    return this.segment(node >> 1)[this.tupleBase(node) + 2 * this.addressWords] ?? 0
  }

  setKeyToTuple(node: number): void {
    const record = this.segment(node >> 1)
    const at = this.tupleBase(node)
    for (let index = 0; index < this.tupleWords; index += 1)
      this.key[index] = record[at + index] ?? 0
    this.key[this.tupleWords] = this.protocol(node >> 1)
  }

  /** Gives an unconfirmed connection another reply tuple: the key. */
  setReplyToKey(slot: number): void {
    const record = this.segment(slot)
    const at = this.tupleBase(slot * 2 + 1)
    for (let index = 0; index < this.tupleWords; index += 1)
      record[at + index] = this.key[index] ?? 0
  }

  /** Status, state and protocol in one word, for those who need all of them at once. */
  meta(slot: number): number {
    return this.segment(slot)[this.base(slot) + this.metaAt] ?? 0
  }

  setMeta(slot: number, meta: number): void {
    this.segment(slot)[this.base(slot) + this.metaAt] = meta
  }

  protected setLinked(slot: number, linked: boolean): void {
    const meta = this.meta(slot)
    this.setMeta(slot, linked ? meta | linkedBit : meta & ~linkedBit)
  }

  protected addSegment(): void {
    this.segments.push(new Int32Array(segmentSlots * this.recordWords))
    this.#rest.push(new Int32Array(segmentSlots * restWords))
  }

  protected get slotCapacity(): number {
    return this.segments.length * segmentSlots
  }

  protected get bytesPerSlot(): number {
    return 4 * (this.recordWords + restWords)
  }

  /** Begins to count at `nowMs`; what the first `slots` records say stays true. */
  protected moveEpoch(nowMs: InstantMs, slots: number): void {
    const epochMs = Math.floor(nowMs)
    const passed = epochMs - this.epochMs
    for (let slot = 0; slot < slots; slot += 1)
      this.#setExpires(slot, Math.max(this.#expires(slot) - passed, 0))
    this.epochMs = epochMs
  }

  /** Begins a record: original tuple = key, reply tuple = the key turned round with `replyPorts`. */
  protected begin(slot: number, replyPorts: number, nowMs: InstantMs): void {
    const record = this.segment(slot)
    const base = this.base(slot)
    const { addressWords: words, tupleWords, key } = this
    for (let index = 0; index < tupleWords; index += 1) record[base + index] = key[index] ?? 0
    for (let index = 0; index < words; index += 1) {
      record[base + tupleWords + index] = key[words + index] ?? 0
      record[base + tupleWords + words + index] = key[index] ?? 0
    }
    record[base + tupleWords + 2 * words] = replyPorts
    record[base + this.metaAt] = (key[tupleWords] ?? 0) | allocatedBit
    this.#setRestWord(slot, 0, 0)
    this.#setRestWord(slot, 1, nowMs)
    this.#setRestWord(slot, 2, 0)
  }

  /** A free record's word: the next free slot. */
  protected nextFree(slot: number): number {
    return this.segment(slot)[this.base(slot)] ?? -1
  }

  protected setNextFree(slot: number, next: number): void {
    this.segment(slot)[this.base(slot)] = next
  }

  protected copy(slot: number): RecordCopy {
    const base = this.base(slot)
    const rest = (slot & segmentMask) * restWords
    return {
      record: this.segment(slot).slice(base, base + this.recordWords),
      rest: this.#restSegment(slot).slice(rest, rest + restWords),
    }
  }

  protected restore(slot: number, { record, rest }: RecordCopy): void {
    this.segment(slot).set(record, this.base(slot))
    this.#restSegment(slot).set(rest, (slot & segmentMask) * restWords)
  }

  protected segment(slot: number): Int32Array {
    return this.segments[slot >> segmentShift] ?? noWords
  }

  protected base(slot: number): number {
    return (slot & segmentMask) * this.recordWords
  }

  protected tupleBase(node: number): number {
    return this.base(node >> 1) + (node & 1) * this.tupleWords
  }

  #setExpires(slot: number, expires: number): void {
    this.segment(slot)[this.base(slot) + this.metaAt + 1] = expires
  }

  #expires(slot: number): number {
    return (this.segment(slot)[this.base(slot) + this.metaAt + 1] ?? 0) >>> 0
  }

  #restSegment(slot: number): Int32Array {
    return this.#rest[slot >> segmentShift] ?? noWords
  }

  #restWord(slot: number, index: number): number {
    return this.#restSegment(slot)[(slot & segmentMask) * restWords + index] ?? 0
  }

  #setRestWord(slot: number, index: number, value: number): void {
    this.#restSegment(slot)[(slot & segmentMask) * restWords + index] = value
  }
}

/** A record as it was. */
export interface RecordCopy {
  readonly record: Int32Array
  readonly rest: Int32Array
}

const noWords = new Int32Array(0)
