import { invariant } from '../../../base/invariant.ts'
import type { Journal } from '../../../base/journal.ts'
import type { Address } from '../../../packet/address.ts'
import { type AddressWords, writeAddress } from '../../netfilter/address-words.ts'
import { beginHash, finishHash, mixHash } from '../hashing/word-hash.ts'
import { ConnectionChains } from './connection-chains.ts'
import { connectionField, connectionFlag, timerNone } from './connection-records.ts'
import { TimerWheel } from './timer-wheel.ts'

/**
 * The connections and templates of one family, and their timers. A change made with a journal is taken back by it.
 */
export class ConnectionTable extends ConnectionChains {
  readonly wheel: TimerWheel
  count = 0
  readonly #key: Int32Array
  #free = -1
  #slotsUsed = 0

  constructor(addressWords: AddressWords, tick: number) {
    super(addressWords)
    this.#key = new Int32Array(2 * addressWords)
    this.wheel = new TimerWheel(this, tick)
  }

  /** The connection of a packet towards the virtual server; −1: none. */
  findInput(
    protocol: number,
    client: Address,
    clientPort: number,
    virtual: Address,
    virtualPort: number,
  ): number {
    if (typeof client === 'number' && typeof virtual === 'number')
      return this.#findInput4(protocol, client | 0, clientPort, virtual | 0, virtualPort)
    const ports = (clientPort << 16) | virtualPort
    const words = this.#writeKey(client, virtual)
    let slot = this.first(this.hash(protocol, clientPort, 0, this.#key, 0))
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

  /** The same with one word an address, which is most of what an engine does. */
  #findInput4(
    protocol: number,
    client: number,
    clientPort: number,
    virtual: number,
    virtualPort: number,
  ): number {
    const ports = (clientPort << 16) | virtualPort
    let slot = this.first(finishHash(mixHash(beginHash(protocol, clientPort, 0), client)))
    while (slot >= 0) {
      const segment = this.segmentOf(slot)
      const base = this.baseOf(slot)
      const known =
        segment[base + 2] === ports &&
        segment[base] === client &&
        segment[base + 1] === virtual &&
        ((segment[base + 3] ?? 0) & (templateBit | 0xff)) === protocol
      if (known) return slot
      slot = this.next(slot)
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
    let slot = this.first(this.hash(protocol, clientPort, 0, this.#key, 0))
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
    const hash = this.hash(protocol, 0, virtualPort | 0x10000, this.#key, this.addressWords)
    let slot = this.first(hash)
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
    const at = this.fieldsAt(slot)
    writeAddress(segment, base, client)
    writeAddress(segment, base + this.addressWords, virtual)
    segment[at + connectionField.ports] = (clientPort << 16) | virtualPort
    segment[at + connectionField.meta] = protocol | (flags << 16)
    segment[at + connectionField.server] = 0
    segment[at + connectionField.control] = -1
    segment[at + connectionField.controlled] = 0
    segment[at + connectionField.timeout] = 0
    segment[at + connectionField.expires] = 0
    segment[at + connectionField.timerNext] = 0
    segment[at + connectionField.timerPrevious] = timerNone
    if ((flags & connectionFlag.onePacket) === 0) this.link(slot)
    journal?.note(() => this.remove(slot, undefined))
    return slot
  }

  remove(slot: number, journal: Journal | undefined): void {
    const before = journal === undefined ? undefined : this.copy(slot)
    const hung = this.timerPrevious(slot) !== timerNone
    const hashed = this.has(slot, connectionFlag.hashed)
    this.wheel.disarm(slot)
    if (hashed) this.unlink(slot)
    this.#giveSlot(slot)
    if (before === undefined) return
    journal?.note(() => {
      invariant(this.#takeSlot() === slot, 'slots come back in the order in which they went')
      this.setTimerPrevious(slot, timerNone)
      this.restore(slot, before)
      if (hashed) this.link(slot)
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
    this.unlink(slot)
    const ports = this.virtualPort(slot)
    this.setPorts(slot, 0, 0xffff)
    this.setFlag(slot, connectionFlag.invalidated, true)
    this.link(slot)
    journal?.note(() => {
      this.unlink(slot)
      this.setPorts(slot, 0, ports)
      this.setFlag(slot, connectionFlag.invalidated, false)
      this.link(slot)
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
}

const templateBit = connectionFlag.template << 16
const validTemplateBits = templateBit | (connectionFlag.invalidated << 16)
