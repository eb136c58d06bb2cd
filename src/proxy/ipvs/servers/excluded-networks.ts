import type { Family } from '../../../packet/address.ts'
import {
  networkContains,
  type ParsedNetwork,
  parseSloppyAddress,
  parseSloppyNetwork,
} from '../../sloppy-address.ts'

/** Virtual servers that kube-proxy never deletes: those of `ipvs.excludeCIDRs`, and of the other family. */
export class ExcludedNetworks {
  readonly #family: Family
  readonly #networks: readonly ParsedNetwork[]

  constructor(family: Family, cidrs: readonly string[]) {
    this.#family = family
    this.#networks = cidrs
      .map(parseSloppyNetwork)
      .filter((network): network is ParsedNetwork => network?.family === family)
  }

  keeps(address: string): boolean {
    const parsed = parseSloppyAddress(address)
    if (parsed?.family !== this.#family) return true
    return this.#networks.some((network) => networkContains(network, parsed.address))
  }
}
