import type { Address } from '../../packet/address.ts'
import { beginHash, finishHash, mixHash } from './hashing/word-hash.ts'

const firstPlaces = 64
const entryWords = 3
const unused = 0
const removed = -1

/**
 * Values by protocol, address and port. For IPv4 a flat table with open addressing, since every new connection asks
 * it: address, protocol and port, and the value's number (from 1). IPv6 addresses are few and go by `Map`.
 */
export class AddressIndex<T> {
  #words = new Int32Array(firstPlaces * entryWords)
  #places = firstPlaces
  /** Places that are not unused: values, and what is left of removed ones. */
  #occupied = 0
  #values: (T | undefined)[] = [undefined]
  #freeNumbers: number[] = []
  readonly #ipv6 = new Map<bigint, Map<number, T>>()

  get(protocol: number, address: Address, port: number): T | undefined {
    if (typeof address !== 'number') return this.#ipv6.get(address)?.get(portKey(protocol, port))
    return this.#values[this.#words[this.#placeOf(protocol, address, port) + 2] ?? unused]
  }

  set(protocol: number, address: Address, port: number, value: T): void {
    if (typeof address !== 'number') {
      const ports = this.#ipv6.get(address) ?? new Map<number, T>()
      this.#ipv6.set(address, ports.set(portKey(protocol, port), value))
      return
    }
    if ((this.#occupied + 1) * 2 > this.#places) this.#rebuild()
    const number = this.#freeNumbers.pop() ?? this.#values.length
    this.#values[number] = value
    this.#put(this.#placeOf(protocol, address, port), address | 0, portKey(protocol, port), number)
  }

  delete(protocol: number, address: Address, port: number): void {
    if (typeof address !== 'number') {
      const ports = this.#ipv6.get(address)
      ports?.delete(portKey(protocol, port))
      if (ports?.size === 0) this.#ipv6.delete(address)
      return
    }
    const at = this.#placeOf(protocol, address, port)
    const number = this.#words[at + 2] ?? unused
    if (number <= unused) return
    this.#values[number] = undefined
    this.#freeNumbers.push(number)
    this.#words[at + 2] = removed
  }

  *values(): Generator<T> {
    for (const value of this.#values) if (value !== undefined) yield value
    for (const ports of this.#ipv6.values()) yield* ports.values()
  }

  /** Where the entry stands, or the unused place where it would. */
  #placeOf(protocol: number, address: number, port: number): number {
    const word = address | 0
    const key = portKey(protocol, port)
    let place = finishHash(mixHash(beginHash(protocol, port, 0), word)) & (this.#places - 1)
    for (;;) {
      const at = place * entryWords
      const number = this.#words[at + 2]
      if (number === unused) return at
      if (number !== removed && this.#words[at] === word && this.#words[at + 1] === key) return at
      place = (place + 1) & (this.#places - 1)
    }
  }

  #put(at: number, word: number, key: number, number: number): void {
    if (this.#words[at + 2] === unused) this.#occupied += 1
    this.#words[at] = word
    this.#words[at + 1] = key
    this.#words[at + 2] = number
  }

  /** Twice the places that the values need; what is left of removed ones goes. */
  #rebuild(): void {
    const before = this.#words
    const count = this.#values.length - this.#freeNumbers.length
    while (this.#places < count * 4) this.#places *= 2
    this.#words = new Int32Array(this.#places * entryWords)
    this.#occupied = 0
    for (let at = 0; at < before.length; at += entryWords) {
      const [word = 0, key = 0, number = 0] = before.subarray(at, at + entryWords)
      if (number > unused)
        this.#put(this.#placeOf(key >>> 16, word, key & 0xffff), word, key, number)
    }
  }
}

function portKey(protocol: number, port: number): number {
  return (protocol << 16) | port
}
