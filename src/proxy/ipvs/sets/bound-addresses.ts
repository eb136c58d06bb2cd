import { type Family, familyOf } from '../../../packet/address.ts'
import { isLoopback } from '../../node/node-addresses.ts'
import { parseSloppyAddress } from '../../sloppy-address.ts'
import { CountedEntries } from './counted-entries.ts'

const linkLocalPrefix = 0xfe80n >> 6n

/**
 * The addresses on kube-ipvs0, each as long as a virtual server wants it. kube-proxy does not see loopback
 * and link-local addresses there (netlink_linux.go isValidForSet): once bound they are never unbound.
 */
export class BoundAddresses {
  readonly #family: Family
  readonly #wanted: CountedEntries
  readonly #unlisted = new Set<string>()

  constructor(family: Family, existing: readonly string[]) {
    this.#family = family
    this.#wanted = new CountedEntries(existing.filter((text) => isListed(text, family)))
    for (const text of existing) if (!isListed(text, family)) this.#unlisted.add(text)
  }

  claim(address: string): void {
    this.#wanted.claim(address)
  }

  release(address: string): void {
    this.#wanted.release(address)
  }

  takeChanges(): { readonly bound: readonly string[]; readonly unbound: readonly string[] } {
    const { removed, added } = this.#wanted.takeChanges()
    const bound = added.filter((address) => !this.#unlisted.has(address))
    for (const address of bound) if (!isListed(address, this.#family)) this.#unlisted.add(address)
    return { bound, unbound: removed.filter((address) => !this.#unlisted.has(address)) }
  }

  /** Sorted. */
  list(): string[] {
    return [...new Set([...this.#wanted.list(), ...this.#unlisted])].sort()
  }
}

/** Whether kube-proxy sees an address when it lists those of an interface. */
export function isListed(text: string, family: Family): boolean {
  const parsed = parseSloppyAddress(text)
  if (parsed === undefined || familyOf(parsed.address) !== family) return false
  if (isLoopback(parsed)) return false
  return typeof parsed.address === 'number' || parsed.address >> 118n !== linkLocalPrefix
}
