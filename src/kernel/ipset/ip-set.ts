import type { InstantMs } from '../../base/clock.ts'
import type { Journal } from '../../base/journal.ts'
import { type Address, type Family, networkOf } from '../../packet/address.ts'
import type { SetType } from './set-type.ts'

/** A network within an element. A single address is one of full length. */
export interface NetPart {
  readonly address: Address
  readonly length: number
}

/** One part of an element: `port` is protocol · 65536 + port (of a bitmap: the port alone). */
export type Part = Address | number | string | NetPart

export interface Element {
  readonly parts: readonly Part[]
  /** As `ipset save` prints it: `10.96.0.1,tcp:443`. */
  readonly text: string
  /** When it goes, in virtual time; undefined: never. */
  readonly expiresAtMs: InstantMs | undefined
  readonly comment: string | undefined
  /** An exception: what it holds does not match. */
  readonly noMatch: boolean
  /** Further extensions as they were written (`skbmark 0x1`). */
  readonly rest: string
  packets: number
  bytes: number
}

export interface SetOptions {
  /** Undefined for types without one (bitmap:port, list:set). */
  readonly family: Family | undefined
  /** Options in `ipset save`'s order, values as written: `hashsize 1024`, `comment`. */
  readonly texts: readonly string[]
  /** Undefined: elements stay until they are taken out. */
  readonly timeoutSeconds: number | undefined
  readonly counters: boolean
  readonly comments: boolean
  readonly elementCountMax: number
  /** `netmask`: addresses are kept with so many bits; undefined: all. */
  readonly netmask: number | undefined
  /** Of bitmaps: first and last that they can hold, as numbers. */
  readonly range: readonly [number, number] | undefined
}

/** Elements below a part: by its value, or for networks first by length. The last part leads to elements. */
type Level = Map<unknown, Level | Element>

/** A set: its elements in the order in which they came, and a lookup that takes one probe a part. */
export class IpSet {
  /** Changes by rename and swap. */
  name: string
  readonly type: SetType
  readonly options: SetOptions
  readonly #elements = new Map<string, Element>()
  readonly #root: Level = new Map()
  /** Called when an element has come or gone. */
  onChanged: (() => void) | undefined = undefined

  constructor(name: string, type: SetType, options: SetOptions) {
    this.name = name
    this.type = type
    this.options = options
  }

  get size(): number {
    return this.#elements.size
  }

  /** Those that have not expired. */
  *elements(nowMs: InstantMs): Generator<Element> {
    for (const element of this.#elements.values()) if (lives(element, nowMs)) yield element
  }

  has(text: string, nowMs: InstantMs): boolean {
    const element = this.#elements.get(text)
    return element !== undefined && lives(element, nowMs)
  }

  /** Puts an element in, in place of one that says the same. */
  add(element: Element, journal?: Journal): void {
    const before = this.#elements.get(element.text)
    journal?.note(() => {
      this.delete(element.text)
      if (before !== undefined) this.add(before)
    })
    if (before !== undefined) this.delete(element.text)
    this.#elements.set(element.text, element)
    let level = this.#root
    const keys = keysOf(element.parts)
    for (const key of keys.slice(0, -1)) {
      let next = level.get(key)
      if (!(next instanceof Map)) {
        next = new Map()
        level.set(key, next)
      }
      level = next
    }
    level.set(keys.at(-1), element)
    this.onChanged?.()
  }

  delete(text: string, journal?: Journal): boolean {
    const element = this.#elements.get(text)
    if (element === undefined) return false
    journal?.note(() => this.add(element))
    this.#elements.delete(text)
    removeFrom(this.#root, keysOf(element.parts))
    this.onChanged?.()
    return true
  }

  flush(journal?: Journal): void {
    const all = [...this.#elements.values()]
    journal?.note(() => {
      for (const element of all) this.add(element)
    })
    this.#elements.clear()
    this.#root.clear()
    this.onChanged?.()
  }

  /** Takes out what has expired, as the kernel's collector does now and then. */
  collect(nowMs: InstantMs): void {
    for (const element of [...this.#elements.values()])
      if (!lives(element, nowMs)) this.delete(element.text)
  }

  /**
   * The element that holds these values, one a dimension: an address for `ip` and `net`, protocol · 65536 +
   * port for `port`. Of nested networks the narrowest answers (ip_set_hash_gen.h, mtype_test_cidrs).
   */
  find(values: readonly (Address | number | string)[], nowMs: InstantMs): Element | undefined {
    const found = this.#find(this.#root, values, 0)
    return found !== undefined && lives(found, nowMs) ? found : undefined
  }

  #find(
    level: Level,
    values: readonly (Address | number | string)[],
    at: number,
  ): Element | undefined {
    const value = values[at]
    if (this.type.dimensions[at] !== 'net') {
      const key = at === 0 && this.options.netmask !== undefined ? this.#masked(value) : value
      return this.#follow(level.get(key), values, at)
    }
    for (const length of lengths(level)) {
      const network = networkOf(value as Address, length)
      const found = this.#follow((level.get(length) as Level).get(network), values, at)
      if (found !== undefined) return found
    }
    return undefined
  }

  #follow(
    next: Level | Element | undefined,
    values: readonly (Address | number | string)[],
    at: number,
  ): Element | undefined {
    if (!(next instanceof Map)) return next
    return this.#find(next, values, at + 1)
  }

  #masked(value: unknown): unknown {
    return typeof value === 'number' || typeof value === 'bigint'
      ? networkOf(value as Address, this.options.netmask ?? 128)
      : value
  }
}

function lives(element: Element, nowMs: InstantMs): boolean {
  return element.expiresAtMs === undefined || nowMs < element.expiresAtMs
}

function keysOf(parts: readonly Part[]): unknown[] {
  return parts.flatMap((part) =>
    typeof part === 'object' ? [part.length, part.address] : [part as unknown],
  )
}

/** Prefix lengths there are, the longest first. */
function lengths(level: Level): number[] {
  return [...(level.keys() as IterableIterator<number>)].sort((a, b) => b - a)
}

function removeFrom(level: Level, keys: readonly unknown[]): void {
  const [key, ...rest] = keys
  const next = level.get(key)
  if (rest.length > 0 && next instanceof Map) {
    removeFrom(next, rest)
    if (next.size > 0) return
  }
  level.delete(key)
}
