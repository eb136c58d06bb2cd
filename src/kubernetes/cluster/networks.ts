import {
  type Family,
  familyOf,
  formatAddress,
  type Prefix,
  parsePrefix,
  prefixContains,
} from '../../packet/address.ts'
import type { InputObject } from '../objects/input-object.ts'
import type { Service } from '../objects/service.ts'
import { looseFamily, parseLooseAddress } from '../validation/addresses.ts'

/** Which address families a cluster has, and where its Services' addresses lie. */
export interface ClusterNetworks {
  /** The primary family first: `--service-cluster-ip-range`'s first. */
  readonly families: readonly Family[]
  readonly serviceRanges: readonly Prefix[]
}

/** kubeadm's default for IPv4, and its documentation's example for IPv6. */
const defaultRanges: Readonly<Record<Family, string>> = {
  IPv4: '10.96.0.0/12',
  IPv6: 'fd00:10:96::/112',
}

/**
 * ServiceCIDR objects decide. Without them: the families of the Nodes, or, where the Nodes are made up too,
 * IPv4 and whatever the objects ask for; and the usual ranges, widened by the addresses of Services that
 * some cluster has already allocated.
 */
export function networksOf(objects: readonly InputObject[]): ClusterNetworks {
  const given = objects
    .filter((object) => object.kind === 'ServiceCIDR')
    .flatMap(({ spec }) => spec.cidrs)
    .map((cidr) => parsePrefix(cidr))
  if (given.length > 0) {
    const families = [...new Set(given.map((range) => familyOf(range.address)))]
    return { families, serviceRanges: given }
  }
  const families = familiesOf(objects)
  const serviceRanges = families.map((family) => parsePrefix(defaultRanges[family]))
  for (const address of allocatedAddresses(objects)) {
    if (serviceRanges.some((range) => prefixContains(range, address))) continue
    const length = familyOf(address) === 'IPv4' ? 16 : 112
    serviceRanges.push(parsePrefix(`${formatAddress(address)}/${length}`))
  }
  return { families, serviceRanges }
}

/**
 * True for a Service that comes from a cluster: it has a UID, or everything that an API server allocates.
 * What such a Service holds was in that cluster's ranges, whatever they are.
 */
export function isFromCluster({ metadata, spec }: Service): boolean {
  return (
    metadata.uid !== undefined ||
    metadata.creationTimestamp !== undefined ||
    (spec.clusterIP !== '' && spec.ipFamilies.length > 0 && spec.ipFamilyPolicy !== undefined)
  )
}

function allocatedAddresses(objects: readonly InputObject[]) {
  return objects
    .filter((object) => object.kind === 'Service')
    .filter(isFromCluster)
    .flatMap(({ spec }) => spec.clusterIPs)
    .flatMap((ip) => parseLooseAddress(ip)?.address ?? [])
}

function familiesOf(objects: readonly InputObject[]): readonly Family[] {
  const families = new Set<Family>()
  for (const object of objects) {
    if (object.kind !== 'Node') continue
    const addresses = object.status.addresses.map(({ address }) => address)
    const networks = object.spec.podCIDRs.map((cidr) => cidr.split('/')[0] ?? '')
    for (const text of [...addresses, ...networks]) addFamily(families, text)
  }
  if (families.size === 0) {
    families.add('IPv4')
    if (objects.some(asksForIpv6)) families.add('IPv6')
  }
  for (const address of allocatedAddresses(objects)) families.add(familyOf(address))
  return [...families]
}

function addFamily(families: Set<Family>, text: string): void {
  const family = looseFamily(text)
  if (family !== undefined) families.add(family)
}

function asksForIpv6(object: InputObject): boolean {
  switch (object.kind) {
    case 'Service': {
      const { spec, status } = object
      const texts = [
        ...spec.clusterIPs,
        ...spec.externalIPs,
        spec.loadBalancerIP ?? '',
        ...status.loadBalancer.ingress.map(({ ip }) => ip ?? ''),
      ]
      const asksForBoth = spec.ipFamilyPolicy !== undefined && spec.ipFamilyPolicy !== 'SingleStack'
      return (
        asksForBoth ||
        spec.ipFamilies.includes('IPv6') ||
        texts.some((text) => looseFamily(text) === 'IPv6')
      )
    }
    case 'EndpointSlice':
      return object.addressType === 'IPv6'
    case 'Pod':
      return object.status.podIPs.some(({ ip }) => looseFamily(ip) === 'IPv6')
    case 'Endpoints':
      return object.subsets.some((subset) =>
        [...subset.addresses, ...subset.notReadyAddresses].some(
          ({ ip }) => looseFamily(ip) === 'IPv6',
        ),
      )
    default:
      return false
  }
}
