import type { Address } from '../../../packet/address.ts'
import { type AddressWords, readAddress } from '../../netfilter/address-words.ts'
import { roundUp } from './timer-ticks.ts'

/** Bits 16 to 27 of a record's word of state. */
export const connectionFlag = {
  /** A template: client network → server. Its state is 1 when assured. */
  template: 0x0001,
  inactive: 0x0002,
  /** The conntrack entry goes with the connection (IP_VS_CONN_F_NFCT). */
  conntrack: 0x0004,
  /** No answer has come by here yet, and none is expected: tunnel or direct routing. */
  noOutput: 0x0008,
  /** The server gets the port that the client asked for. */
  keepsPort: 0x0010,
  hashed: 0x0020,
  onePacket: 0x0040,
  /** A template that no longer holds (ip_vs_check_template). */
  invalidated: 0x0080,
  /** Its server is reached by tunnel or direct routing: answers are not translated. */
  direct: 0x0100,
} as const

/** Where a record's fields stand, from `fieldsAt`. */
export const connectionField = {
  ports: 0,
  meta: 1,
  server: 2,
  control: 3,
  controlled: 4,
  timeout: 5,
  expires: 6,
  timerNext: 7,
  timerPrevious: 8,
} as const

/** Of a record's links: the next in its chain, and the hash that it was chained by. */
const linkWords = 2

/**
 * Connections as flat records of 32-bit words, in segments that are added as they are needed: 44 bytes a connection
 * for IPv4, 68 for IPv6 (and 8 for the hash table). After the two addresses:
 *
 *     ports | protocol, state, timer's level, flags, level of its bucket | server | controlling slot |
 *     controlled by it | timeout | expires | next timer | previous timer
 *
 * What holds the chains together stands apart, 8 bytes a connection: whoever deals a chain out anew needs nothing
 * else of records that lie all over the memory.
 */
export class ConnectionRecords {
  readonly addressWords: AddressWords
  readonly stride: number
  readonly #segments: Int32Array[] = []
  readonly #links: Int32Array[] = []
  readonly #rest: number

  constructor(addressWords: AddressWords) {
    this.addressWords = addressWords
    this.#rest = 2 * addressWords
    this.stride = this.#rest + 9
  }

  get slotCapacity(): number {
    return this.#segments.length << segmentShift
  }

  /** Bytes of all records there is room for. */
  get bytes(): number {
    return this.#segments.length * segmentSlots * (this.stride + linkWords) * 4
  }

  addSegment(): void {
    this.#segments.push(new Int32Array(segmentSlots * this.stride))
    this.#links.push(new Int32Array(segmentSlots * linkWords))
  }

  copy(slot: number): Int32Array {
    const base = this.baseOf(slot)
    return this.segmentOf(slot).slice(base, base + this.stride)
  }

  /** Everything but the links of chain and timer; the timer must not hang. */
  restore(slot: number, record: Int32Array): void {
    const timerWords = 2
    this.segmentOf(slot).set(record.subarray(0, this.stride - timerWords), this.baseOf(slot))
  }

  segmentOf(slot: number): Int32Array {
    return this.#segments[slot >>> segmentShift] as Int32Array
  }

  baseOf(slot: number): number {
    return (slot & (segmentSlots - 1)) * this.stride
  }

  /** Where the fields after the addresses begin, in `segmentOf(slot)`. */
  fieldsAt(slot: number): number {
    return (slot & (segmentSlots - 1)) * this.stride + this.#rest
  }

  client(slot: number): Address {
    return readAddress(this.segmentOf(slot), this.baseOf(slot), this.addressWords)
  }

  virtual(slot: number): Address {
    return readAddress(
      this.segmentOf(slot),
      this.baseOf(slot) + this.addressWords,
      this.addressWords,
    )
  }

  clientPort(slot: number): number {
    return this.#word(slot, 0) >>> 16
  }

  virtualPort(slot: number): number {
    return this.#word(slot, 0) & 0xffff
  }

  setPorts(slot: number, clientPort: number, virtualPort: number): void {
    this.#setWord(slot, 0, (clientPort << 16) | virtualPort)
  }

  protocol(slot: number): number {
    return this.#word(slot, 1) & 0xff
  }

  state(slot: number): number {
    return (this.#word(slot, 1) >>> 8) & 0xf
  }

  setState(slot: number, state: number): void {
    this.#setWord(slot, 1, (this.#word(slot, 1) & ~0xf00) | (state << 8))
  }

  /** Level of the wheel at which the timer was armed. */
  timerLevel(slot: number): number {
    return (this.#word(slot, 1) >>> 12) & 0xf
  }

  flags(slot: number): number {
    return (this.#word(slot, 1) >>> 16) & 0xfff
  }

  /** Level of the bucket that it hangs in. */
  bucketLevel(slot: number): number {
    return this.#word(slot, 1) >>> 28
  }

  setBucketLevel(slot: number, level: number): void {
    this.#setWord(slot, 1, (this.#word(slot, 1) & 0x0fffffff) | (level << 28))
  }

  has(slot: number, flag: number): boolean {
    return (this.#word(slot, 1) & (flag << 16)) !== 0
  }

  setFlag(slot: number, flag: number, on: boolean): void {
    const word = this.#word(slot, 1)
    this.#setWord(slot, 1, on ? word | (flag << 16) : word & ~(flag << 16))
  }

  setMeta(slot: number, protocol: number, flags: number): void {
    this.#setWord(slot, 1, protocol | (flags << 16))
  }

  /** `RealServer.id`. */
  server(slot: number): number {
    return this.#word(slot, 2)
  }

  setServer(slot: number, id: number): void {
    this.#setWord(slot, 2, id)
  }

  /** Slot of the template (or control connection) that it was made under; −1: none. */
  control(slot: number): number {
    return this.#word(slot, 3)
  }

  setControl(slot: number, control: number): void {
    this.#setWord(slot, 3, control)
  }

  /** How many connections it controls. */
  controlled(slot: number): number {
    return this.#word(slot, 4)
  }

  setControlled(slot: number, count: number): void {
    this.#setWord(slot, 4, count)
  }

  /** Ticks. */
  timeout(slot: number): number {
    return this.#word(slot, 5)
  }

  setTimeout(slot: number, ticks: number): void {
    this.#setWord(slot, 5, ticks)
  }

  /** Tick (32 bits, wrapping) at which its time is up. */
  expires(slot: number): number {
    return this.#word(slot, 6)
  }

  /** Tick at which the timer really fires. */
  fires(slot: number): number {
    return roundUp(this.expires(slot), this.timerLevel(slot))
  }

  next(slot: number): number {
    return this.#linksOf(slot)[linkAt(slot)] ?? 0
  }

  setNext(slot: number, next: number): void {
    this.#linksOf(slot)[linkAt(slot)] = next
  }

  /** What it was chained by. */
  hashOf(slot: number): number {
    return this.#linksOf(slot)[linkAt(slot) + 1] ?? 0
  }

  setHash(slot: number, hash: number): void {
    this.#linksOf(slot)[linkAt(slot) + 1] = hash
  }

  timerNext(slot: number): number {
    return this.#word(slot, connectionField.timerNext)
  }

  setTimerNext(slot: number, next: number): void {
    this.#setWord(slot, connectionField.timerNext, next)
  }

  /** The slot before it in its bucket, or −1 − bucket if it is the first; `timerNone`: in no bucket. */
  timerPrevious(slot: number): number {
    return this.#word(slot, connectionField.timerPrevious)
  }

  setTimerPrevious(slot: number, previous: number): void {
    this.#setWord(slot, connectionField.timerPrevious, previous)
  }

  #linksOf(slot: number): Int32Array {
    return this.#links[slot >>> segmentShift] as Int32Array
  }

  #word(slot: number, word: number): number {
    return this.segmentOf(slot)[this.fieldsAt(slot) + word] ?? 0
  }

  #setWord(slot: number, word: number, value: number): void {
    this.segmentOf(slot)[this.fieldsAt(slot) + word] = value
  }
}

export const timerNone = -0x8000_0000

const segmentShift = 12
const segmentSlots = 1 << segmentShift

function linkAt(slot: number): number {
  return (slot & (segmentSlots - 1)) * linkWords
}
