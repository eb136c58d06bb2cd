import type { InstantMs } from '../../../base/clock.ts'
import type { Address } from '../../../packet/address.ts'
import { type AddressWords, readAddress, writeAddress } from '../address-words.ts'

const segmentShift = 12
const segmentSlots = 1 << segmentShift
export const segmentMask = segmentSlots - 1

/** Bits of `meta` that tell what the record itself is, beside conntrack's own status. */
const linkedBit = 1 << 30
const allocatedBit = 1 << 31
const statusMask = 0x3fff
/** `meta` is status << 16 | state << 8 | protocol. */
export const statusShift = 16
export const stateShift = 8

/**
 * The connections of one family in flat memory: records of 32-bit words, in segments that never move.
 * 56 bytes for IPv4, 104 for IPv6.
 *
 *     original tuple | reply tuple | meta | mark | expires (64 bits) | created | extra | next | next
 *     tuple: source address, destination address, ports      meta: status << 16 | state << 8 | protocol
 *
 * A node is `slot × 2 + direction` (0 original, 1 reply). `ports` is source << 16 | destination; for
 * ICMP identifier << 16 | type << 8 | code.
 */
export class ConnectionRecords {
  readonly addressWords: AddressWords
  /** A tuple to look for, or to write into a record: addresses, ports, protocol. */
  readonly key: Int32Array
  protected readonly tupleWords: number
  protected readonly recordWords: number
  /** Where in a record `meta` stands; the other fields follow. */
  protected readonly metaAt: number
  protected readonly segments: Int32Array[] = []
  readonly #times: Float64Array[] = []

  constructor(addressWords: AddressWords) {
    this.addressWords = addressWords
    this.tupleWords = 2 * addressWords + 1
    this.metaAt = 2 * this.tupleWords
    this.recordWords = this.metaAt + 8
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
    return this.#word(slot, 1) >>> 0
  }

  setMark(slot: number, mark: number): void {
    this.#setWord(slot, 1, mark)
  }

  expiresMs(slot: number): InstantMs {
    return this.#times[slot >> segmentShift]?.[(this.#fields(slot) + 2) >> 1] ?? 0
  }

  setExpiresMs(slot: number, instant: InstantMs): void {
    const times = this.#times[slot >> segmentShift]
    if (times !== undefined) times[(this.#fields(slot) + 2) >> 1] = instant
  }

  /** Milliseconds since the connection began; wraps after 49 days, as jiffies do. */
  ageMs(slot: number, nowMs: InstantMs): number {
    return (nowMs - this.#word(slot, 4)) >>> 0
  }

  /** Thirty-two bits for the protocol and for NAT (`connection-extra.ts`). */
  extra(slot: number): number {
    return this.#word(slot, 5)
  }

  setExtra(slot: number, extra: number): void {
    this.#setWord(slot, 5, extra)
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
    return this.#word(slot, 0)
  }

  setMeta(slot: number, meta: number): void {
    this.#setWord(slot, 0, meta)
  }

  protected setLinked(slot: number, linked: boolean): void {
    const meta = this.meta(slot)
    this.setMeta(slot, linked ? meta | linkedBit : meta & ~linkedBit)
  }

  protected addSegment(): void {
    const memory = new ArrayBuffer(segmentSlots * this.recordWords * 4)
    this.segments.push(new Int32Array(memory))
    this.#times.push(new Float64Array(memory))
  }

  protected get slotCapacity(): number {
    return this.segments.length * segmentSlots
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
    const fields = base + this.metaAt
    record[fields] = (key[tupleWords] ?? 0) | allocatedBit
    record[fields + 1] = 0
    record[fields + 4] = nowMs
    record[fields + 5] = 0
  }

  /** The next node in the chain, or the next free slot. */
  protected next(node: number): number {
    return this.#word(node >> 1, 6 + (node & 1))
  }

  protected setNext(node: number, next: number): void {
    this.#setWord(node >> 1, 6 + (node & 1), next)
  }

  /** Everything but the chain links. */
  protected copy(slot: number): Int32Array {
    const base = this.base(slot)
    return this.segment(slot).slice(base, base + this.recordWords - 2)
  }

  protected restore(slot: number, before: Int32Array): void {
    this.segment(slot).set(before, this.base(slot))
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

  #fields(slot: number): number {
    return this.base(slot) + this.metaAt
  }

  #word(slot: number, index: number): number {
    return this.segment(slot)[this.#fields(slot) + index] ?? 0
  }

  #setWord(slot: number, index: number, value: number): void {
    this.segment(slot)[this.#fields(slot) + index] = value
  }
}

const noWords = new Int32Array(0)
