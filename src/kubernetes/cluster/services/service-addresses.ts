import {
  type Address,
  type Family,
  familyOf,
  formatAddress,
  formatPrefix,
  networkOf,
  parsePrefix,
  prefixContains,
} from '../../../packet/address.ts'
import type { LoadBalancerIngress, Service } from '../../objects/service.ts'
import { parseLooseAddress } from '../../validation/addresses.ts'
import { FieldErrors } from '../../validation/field-errors.ts'
import { invalidObject } from '../../validation/validate-object.ts'
import { AddressPool } from '../address-pool.ts'
import { hashText } from '../hashed-names.ts'
import type { ClusterNetworks } from '../networks.ts'

/** For load balancers: TEST-NET-3 and, when that is full, the benchmarking range; both are nobody's. */
const balancerNetworks = ['203.0.113.0/24', '198.18.0.0/15', '2001:db8:ffff::/112'].map((text) =>
  parsePrefix(text),
)
/** The API server hands out the first 256 of a large range last, for people to choose from (KEP-3070). */
const reservedHosts = 256

/** The cluster's Service addresses: cluster IPs, and those that load balancers get. */
export class ServiceAddresses {
  readonly #networks: ClusterNetworks
  readonly #clusterIPs: AddressPool
  readonly #balancers: AddressPool

  constructor(networks: ClusterNetworks) {
    this.#networks = networks
    this.#clusterIPs = new AddressPool(networks.serviceRanges)
    this.#balancers = new AddressPool(balancerNetworks)
  }

  /**
   * Takes the addresses that a Service asks for.
   * @throws UserError E_INVALID where one is taken, or in no range
   */
  reserve(service: Service): void {
    const { spec, status } = service
    for (const { ip } of status.loadBalancer.ingress) this.#takeBalancer(ip)
    this.#takeBalancer(spec.loadBalancerIP)
    for (const ip of spec.externalIPs) this.#takeBalancer(ip)
    if (spec.type === 'ExternalName') return
    const errors = new FieldErrors()
    for (const ip of spec.clusterIPs) {
      const address = parseLooseAddress(ip)?.address
      if (address === undefined) continue
      const reason = this.#refusal(address)
      if (reason === undefined) this.#clusterIPs.take(address)
      else
        errors.invalid(
          ['spec', 'clusterIPs'],
          spec.clusterIPs,
          `failed to allocate IP ${ip}: ${reason}`,
        )
    }
    if (errors.any) throw invalidObject(service, errors.list)
  }

  /** The Service with a cluster IP of each of its families, and a load balancer's addresses. */
  allocate(service: Service): Service {
    const { spec } = service
    if (spec.type === 'ExternalName') return service
    const clusterIPs =
      spec.clusterIPs[0] === 'None'
        ? spec.clusterIPs
        : spec.ipFamilies.map(
            (family, index) => spec.clusterIPs[index] || this.#next(service, family),
          )
    const ingress = spec.type === 'LoadBalancer' ? this.#ingressOf(service) : []
    return {
      ...service,
      spec: { ...spec, clusterIP: clusterIPs[0] ?? '', clusterIPs },
      status: ingress.length === 0 ? service.status : { loadBalancer: { ingress } },
    }
  }

  #refusal(address: Address): string | undefined {
    const range = this.#networks.serviceRanges.find((prefix) => prefixContains(prefix, address))
    if (range === undefined) {
      const family = familyOf(address)
      const ranges = this.#networks.serviceRanges
        .filter((prefix) => familyOf(prefix.address) === family)
        .map(formatPrefix)
      // The API server ends at "range"; which range it is helps.
      return `the provided network does not match the current range (${ranges.join(', ')}; ServiceCIDR objects set others)`
    }
    if (this.#clusterIPs.isTaken(address)) return 'provided IP is already allocated'
    if (networkOf(address, range.length) === address && hasEdges(range.length, address))
      return `the provided IP (${formatAddress(address)}) is not in the valid range. The range of valid IPs is ${formatPrefix(range)}`
    return undefined
  }

  /** Begins at a place that the name decides, so that other Services hardly ever change it. */
  #next(service: Service, family: Family): string {
    const { namespace, name } = service.metadata
    const offset = hashText(`${namespace}/${name}`) % 2 ** 20
    const range = this.#networks.serviceRanges.find((prefix) => familyOf(prefix.address) === family)
    const hosts =
      range === undefined ? 0 : 2 ** Math.min(32, (family === 'IPv4' ? 32 : 128) - range.length)
    const spare = hosts > 16 * reservedHosts ? reservedHosts : 0
    const address = this.#clusterIPs.allocate(family, offset, 1 + spare)
    if (address !== undefined) return formatAddress(address)
    const errors = new FieldErrors()
    errors.internal(
      ['spec', 'clusterIPs'],
      `failed to allocate a serviceIP for Service "${name}": range is full`,
    )
    throw invalidObject(service, errors.list)
  }

  #ingressOf({ metadata, spec, status }: Service): readonly LoadBalancerIngress[] {
    const given = status.loadBalancer.ingress
    if (given.length > 0) return given
    if (spec.loadBalancerIP !== undefined && parseLooseAddress(spec.loadBalancerIP) !== undefined)
      return [{ ip: spec.loadBalancerIP, ipMode: 'VIP' }]
    const offset = hashText(`balancer ${metadata.namespace}/${metadata.name}`) % 2 ** 16
    return spec.ipFamilies.flatMap((family) => {
      const address = this.#balancers.allocate(family, offset)
      return address === undefined ? [] : [{ ip: formatAddress(address), ipMode: 'VIP' as const }]
    })
  }

  #takeBalancer(text: string | undefined): void {
    const address = text === undefined ? undefined : parseLooseAddress(text)?.address
    if (address !== undefined) this.#balancers.take(address)
  }
}

/** Whether the network's own address counts as one that no Service may have. */
function hasEdges(length: number, address: Address): boolean {
  return length < (typeof address === 'number' ? 31 : 127)
}
