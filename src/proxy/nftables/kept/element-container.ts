import type { ElementClaim } from '../ports/port-steps.ts'
import type { ContainerKind, ElementOperation, NftablesOperation } from '../transaction.ts'

/** Keys and values; of a set the values are ''. */
export type ExistingElements = readonly (readonly [string, string])[]

interface Element {
  /** What the kernel holds; undefined: not there. */
  value: string | undefined
  /** The ports that ask for it; of one port several, where it has an address twice. */
  readonly claims: ElementClaim[]
}

/**
 * One of the sets and maps that all Services share: what the kernel holds of it, and who asks for what. Elements
 * are written as differences (nftables/proxier.go nftElementStorage). kube-proxy goes through all ports at each
 * sync and so comes by those that claim one key with different verdicts: the last in order wins, each time anew.
 * Here such ports are known, so that the others need not be looked at.
 */
export class ElementContainer {
  readonly kind: ContainerKind
  readonly name: string
  readonly #elements = new Map<string, Element>()
  readonly #contested = new Set<Element>()
  /** In the kernel, and nobody asks for it any more. */
  readonly #leftOver = new Set<string>()
  /** What the kernel held before this sync. */
  #before: [string, string | undefined][] = []

  /** `existing`: key and value of what the kernel holds already; nobody asks for it yet. */
  constructor(kind: ContainerKind, name: string, existing: ExistingElements = []) {
    this.kind = kind
    this.name = name
    for (const [key, value] of existing) {
      this.#elements.set(key, { value, claims: [] })
      this.#leftOver.add(key)
    }
  }

  /** What the kernel holds, by key. */
  list(): [string, string][] {
    return [...this.#elements]
      .flatMap(([key, { value }]): [string, string][] =>
        value === undefined ? [] : [[key, value]],
      )
      .sort(([one], [other]) => (one < other ? -1 : 1))
  }

  claim(claim: ElementClaim): void {
    const element = this.#elements.get(claim.key)
    if (element === undefined) {
      this.#elements.set(claim.key, { value: undefined, claims: [claim] })
      return
    }
    element.claims.push(claim)
    if (element.claims.length === 1) this.#leftOver.delete(claim.key)
    else if (isContested(element)) this.#contested.add(element)
  }

  release(claim: ElementClaim): void {
    const element = this.#elements.get(claim.key)
    if (element === undefined) return
    const index = element.claims.indexOf(claim)
    if (index >= 0) element.claims.splice(index, 1)
    if (this.#contested.size > 0 && !isContested(element)) this.#contested.delete(element)
    if (element.claims.length > 0) return
    if (element.value === undefined) this.#elements.delete(claim.key)
    else this.#leftOver.add(claim.key)
  }

  /** Keys of the ports that a sync must come by even though nothing about them changed. */
  *contestants(): IterableIterator<string> {
    for (const { claims } of this.#contested) for (const { portKey } of claims) yield portKey
  }

  /** Adds the element where the kernel has it not, or with another verdict. Comments are not compared. */
  ensure(claim: ElementClaim, operations: NftablesOperation[]): void {
    const { key, value, comment } = claim
    const element = this.#elements.get(key)
    if (element === undefined || element.value === value) return
    if (element.value !== undefined) operations.push(this.#operation('delete', key, '', undefined))
    operations.push(this.#operation('add', key, value, comment))
    this.#note(key, element, value)
  }

  /** Deletes what nobody asks for, by key (kube-proxy: in the order of a Go map). */
  deleteLeftOver(operations: NftablesOperation[]): void {
    if (this.#leftOver.size === 0) return
    for (const key of [...this.#leftOver].sort()) {
      operations.push(this.#operation('delete', key, '', undefined))
      const element = this.#elements.get(key)
      if (element !== undefined) this.#note(key, element, undefined)
      this.#elements.delete(key)
    }
    this.#leftOver.clear()
  }

  /** The kernel took what was written since the last time. */
  keep(): void {
    this.#before = []
  }

  /** The kernel took nothing of it. */
  takeBack(): void {
    for (const [key, value] of this.#before.reverse()) {
      const element = this.#elements.get(key)
      if (element !== undefined) element.value = value
      else if (value !== undefined) this.#elements.set(key, { value, claims: [] })
    }
    for (const [key, value] of this.#before)
      if (value !== undefined && this.#elements.get(key)?.claims.length === 0)
        this.#leftOver.add(key)
    this.#before = []
  }

  #note(key: string, element: Element, value: string | undefined): void {
    this.#before.push([key, element.value])
    element.value = value
  }

  #operation(
    verb: 'add' | 'delete',
    key: string,
    value: string,
    comment: string | undefined,
  ): ElementOperation {
    const { kind: containerKind, name: container } = this
    return { kind: 'element', verb, containerKind, container, key, value, comment }
  }
}

function isContested({ claims }: Element): boolean {
  const first = claims[0]?.value
  return claims.length > 1 && claims.some(({ value }) => value !== first)
}
