import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  type Ipv4,
  type Ipv6,
  type Prefix,
} from '../../packet/address.ts'

/** Hands out addresses of some networks, none twice. */
export class AddressPool {
  readonly #networks: readonly Prefix[]
  readonly #taken: Set<Address>

  /** `taken` may be shared: what one pool hands out, no other does. */
  constructor(networks: readonly Prefix[], taken: Set<Address> = new Set()) {
    this.#networks = networks
    this.#taken = taken
  }

  isTaken(address: Address): boolean {
    return this.#taken.has(address)
  }

  take(address: Address): void {
    this.#taken.add(address)
  }

  /**
   * The first free address at or after `offset` of the networks' host numbers (`first` … last but one, so
   * that network and broadcast address stay free), going round; undefined: all are taken.
   */
  allocate(family: Family, offset: number, first = 1): Address | undefined {
    for (const network of this.#networks) {
      if (familyOf(network.address) !== family) continue
      const count = hostCount(network, family) - first
      for (let tries = 0; tries < Math.min(count, this.#taken.size + 1); tries += 1) {
        const address = hostOf(network, first + ((offset + tries) % count))
        if (this.#taken.has(address)) continue
        this.#taken.add(address)
        return address
      }
    }
    return undefined
  }
}

/** Host numbers below this one may be given; no more than 2^32 are ever looked at. */
function hostCount(network: Prefix, family: Family): number {
  return 2 ** Math.min(32, addressBits(family) - network.length) - (family === 'IPv4' ? 1 : 0)
}

/** The network's address plus a number. */
export function hostOf(network: Prefix, host: number): Address {
  return typeof network.address === 'number'
    ? ((network.address + host) as Ipv4)
    : ((network.address + BigInt(host)) as Ipv6)
}
