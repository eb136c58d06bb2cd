import { type Family, familyOf } from '../../../packet/address.ts'
import { isLoopback } from '../../node/node-addresses.ts'
import { parseSloppyAddress } from '../../sloppy-address.ts'
import type { CountedEntries, EntryChanges } from './counted-entries.ts'

const linkLocalPrefix = 0xfe80n >> 6n

/**
 * The addresses on kube-ipvs0, which follow those that virtual servers want. kube-proxy does not see loopback
 * and link-local addresses there (netlink_linux.go isValidForSet): once bound they are never unbound.
 */
export class BoundAddresses {
  readonly #family: Family
  readonly #bound: Set<string>
  #isFirst = true

  constructor(family: Family, existing: readonly string[]) {
    this.#family = family
    this.#bound = new Set(existing)
  }

  /** `changes`: how `wanted` differs from the last time. Tells what to bind and unbind, each sorted. */
  follow(
    wanted: CountedEntries,
    changes: EntryChanges,
  ): { readonly bound: readonly string[]; readonly unbound: readonly string[] } {
    const added = this.#isFirst ? wanted.list() : changes.added
    const removed = this.#isFirst ? this.list() : changes.removed
    this.#isFirst = false
    const bound = added.filter((address) => !this.#bound.has(address))
    const unbound = removed.filter(
      (address) =>
        this.#bound.has(address) && !wanted.has(address) && isListed(address, this.#family),
    )
    for (const address of bound) this.#bound.add(address)
    for (const address of unbound) this.#bound.delete(address)
    return { bound, unbound }
  }

  /** Sorted. */
  list(): string[] {
    return [...this.#bound].sort()
  }
}

/** Whether kube-proxy sees an address when it lists those of an interface. */
export function isListed(text: string, family: Family): boolean {
  const parsed = parseSloppyAddress(text)
  if (parsed === undefined || familyOf(parsed.address) !== family) return false
  if (isLoopback(parsed)) return false
  return typeof parsed.address === 'number' || parsed.address >> 118n !== linkLocalPrefix
}
