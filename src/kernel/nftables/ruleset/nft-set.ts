import { knownType } from '../model/data-type.ts'
import type { ElementKey } from '../model/expression.ts'
import type { Statement } from '../model/statement.ts'
import type { Chain } from './chain.ts'
import { ExactIndex } from './exact-index.ts'
import { IntervalIndex } from './interval-index.ts'
import { keyBounds, wordCount, writeExactKey } from './key-words.ts'
import { RangeList } from './range-list.ts'
import type { SetElement } from './set-element.ts'
import type { Table } from './table.ts'

/** What a set or map is declared as. */
export interface SetDeclaration {
  readonly name: string
  readonly keyTypes: readonly string[]
  /** As `typeof` wrote it; undefined where `type` was used. */
  readonly typeofText?: string | undefined
  /** Undefined: a set. `['verdict']`: a verdict map. `counter` …: a map to named objects. */
  readonly dataTypes?: readonly string[] | undefined
  readonly dataTypeofText?: string | undefined
  /** A map that gives ranges. */
  readonly dataInterval?: boolean
  readonly objectType?: string | undefined
  readonly constant: boolean
  readonly dynamic: boolean
  readonly interval: boolean
  readonly timeout: boolean
  readonly timeoutMs?: number | undefined
  readonly gcIntervalMs?: number | undefined
  readonly size?: number | undefined
  readonly policy?: 'memory' | undefined
  readonly autoMerge: boolean
  readonly comment?: string | undefined
  /** Statements that every new element gets. */
  readonly counter: boolean
  readonly statement?: Statement | undefined
}

/** A named set or map with its elements. */
export class NftSet {
  /** Its types and flags never change; its times and size may. */
  declaration: SetDeclaration
  readonly handle: number
  /** Rules that look into it. */
  useCount = 0
  /** Chains whose rules look into a verdict map, and their tables (transaction/validation.ts). */
  readonly users = new Map<Chain, Table>()
  /** Grows whenever an element comes or goes. */
  revision = 0
  /** The element `*`. */
  any: SetElement | undefined
  /** In order of their coming. */
  readonly elements = new Set<SetElement>()
  readonly width: number
  readonly scratch: Int32Array
  #plain = true
  readonly #exact: ExactIndex<SetElement>
  readonly #intervals: IntervalIndex<SetElement> | undefined
  readonly #ranges: RangeList<SetElement> | undefined

  constructor(declaration: SetDeclaration, handle: number) {
    this.declaration = declaration
    this.handle = handle
    this.width = wordCount(declaration.keyTypes)
    this.scratch = new Int32Array(this.width)
    this.#exact = new ExactIndex(this.width)
    if (!declaration.interval) return
    if (declaration.keyTypes.length === 1) this.#intervals = new IntervalIndex(this.width)
    else this.#ranges = new RangeList(declaration.keyTypes.map((type) => knownType(type).words))
  }

  get name(): string {
    return this.declaration.name
  }

  get isMap(): boolean {
    return this.declaration.dataTypes !== undefined || this.declaration.objectType !== undefined
  }

  get isVerdictMap(): boolean {
    return this.declaration.dataTypes?.[0] === 'verdict'
  }

  /** How many elements there are, expired ones included. */
  get size(): number {
    return this.elements.size
  }

  /** The element that a packet's key finds, expired or not; `*` last. */
  lookup(words: Int32Array): SetElement | undefined {
    const found =
      this.#exact.find(words) ?? this.#intervals?.find(words) ?? this.#ranges?.find(words)
    return found ?? this.any
  }

  /** Every element has a number (`numberOf`): all keys are single ones. */
  get isNumbered(): boolean {
    return this.#intervals === undefined && this.#ranges === undefined && this.any === undefined
  }

  /** The number of the element that `lookup` would find, where they have numbers; −1: none. Without looking at the element itself. */
  numberOf(words: Int32Array): number {
    return this.#exact.numberOf(words)
  }

  /** The element of a number, until one comes or goes. */
  elementOf(number: number): SetElement | undefined {
    return this.#exact.itemOf(number)
  }

  /** One more than the highest number. */
  get numbersEnd(): number {
    return this.#exact.numbersEnd
  }

  /** Whether `lookup` would find one: without looking at the element itself. */
  contains(words: Int32Array): boolean {
    if (this.#intervals === undefined && this.#ranges === undefined)
      return this.#exact.has(words) || this.any !== undefined
    return this.lookup(words) !== undefined
  }

  /** No element expires or counts: a lookup need not look at it. */
  get isPlain(): boolean {
    return this.#plain
  }

  /** The element with exactly this key. */
  find(key: ElementKey): SetElement | undefined {
    if (key.kind === 'any') return this.any
    if (this.#intervals === undefined && this.#ranges === undefined) {
      writeExactKey(this.scratch, key)
      return this.#exact.find(this.scratch)
    }
    const bounds = keyBounds(key, this.declaration.keyTypes)
    if (bounds.exact && this.#ranges !== undefined) {
      const found = this.#exact.find(bounds.from)
      if (found !== undefined) return found
    }
    const index = this.#intervals ?? this.#ranges
    const found = index?.overlap(bounds)
    return found !== undefined && sameBounds(found, bounds.from, bounds.to, this)
      ? found
      : undefined
  }

  /** An element that shares a key with this one (interval sets only; else the same as `find`). */
  overlap(key: ElementKey): SetElement | undefined {
    if (key.kind === 'any') return this.any
    if (this.#intervals === undefined && this.#ranges === undefined) return this.find(key)
    const bounds = keyBounds(key, this.declaration.keyTypes)
    if (this.#intervals !== undefined) return this.#intervals.overlap(bounds)
    return (
      (bounds.exact ? this.#exact.find(bounds.from) : undefined) ?? this.#ranges?.overlap(bounds)
    )
  }

  /** Its key must be free. */
  insert(element: SetElement): void {
    this.revision += 1
    if (element.counter !== undefined || element.timeoutMs !== undefined) this.#plain = false
    this.elements.add(element)
    if (element.key.kind === 'any') {
      this.any = element
      return
    }
    if (this.#intervals === undefined && this.#ranges === undefined) {
      writeExactKey(this.scratch, element.key)
      this.#exact.insert(this.scratch, element)
      return
    }
    const bounds = keyBounds(element.key, this.declaration.keyTypes)
    if (this.#intervals !== undefined) this.#intervals.insert(bounds, element)
    else if (bounds.exact) this.#exact.insert(bounds.from, element)
    else this.#ranges?.insert(bounds, element)
  }

  remove(element: SetElement): void {
    this.revision += 1
    this.elements.delete(element)
    if (element.key.kind === 'any') {
      this.any = undefined
      return
    }
    if (this.#intervals === undefined && this.#ranges === undefined) {
      writeExactKey(this.scratch, element.key)
      this.#exact.remove(this.scratch)
      return
    }
    const bounds = keyBounds(element.key, this.declaration.keyTypes)
    if (this.#intervals !== undefined) this.#intervals.remove(bounds)
    else if (bounds.exact) this.#exact.remove(bounds.from)
    else this.#ranges?.remove(bounds)
  }
}

function sameBounds(element: SetElement, from: Int32Array, to: Int32Array, set: NftSet): boolean {
  const bounds = keyBounds(element.key, set.declaration.keyTypes)
  return (
    bounds.from.every((word, index) => word === from[index]) &&
    bounds.to.every((word, index) => word === to[index])
  )
}
