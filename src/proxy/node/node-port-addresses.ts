import { type Family, parseAddress } from '../../packet/address.ts'
import {
  networkContains,
  type ParsedAddress,
  type ParsedNetwork,
  parseSloppyNetwork,
} from '../sloppy-address.ts'
import {
  interfaceAddresses,
  isLoopback,
  type NetworkInterfaces,
  type NodeAddresses,
} from './node-addresses.ts'

/** On which addresses of the node node ports answer (pkg/proxy/util/nodeport_addresses.go). */
export interface NodePortAddresses {
  /** Every local address: no list of addresses is kept then. */
  readonly matchesAll: boolean
  readonly networks: readonly ParsedNetwork[]
  readonly containsIpv4Loopback: boolean
}

const zeroNetwork: Readonly<Record<Family, string>> = { IPv4: '0.0.0.0/0', IPv6: '::/0' }
const loopbackStart = parseAddress('127.0.0.0')

/**
 * `setting`: CIDRs of any family, or `primary` alone: then the node's own addresses
 * (cmd/kube-proxy/app/server.go). No CIDR of this family means all of its addresses.
 */
export function nodePortAddresses(
  family: Family,
  setting: readonly string[],
  node: NodeAddresses,
): NodePortAddresses {
  const isPrimary = setting.length === 1 && setting[0] === 'primary'
  const own = (isPrimary ? primaryNetworks(node) : setting)
    .map(parseSloppyNetwork)
    .filter((network) => network !== undefined && network.family === family) as ParsedNetwork[]
  const all = own.length > 0 ? own : [parseSloppyNetwork(zeroNetwork[family]) as ParsedNetwork]
  // A CIDR that means everything ends the list: what follows it is not looked at.
  const zero = all.findIndex(({ prefix }) => prefix.length === 0)
  const looked = zero < 0 ? all : all.slice(0, zero + 1)
  return {
    matchesAll: zero >= 0,
    networks: zero < 0 ? all : looked.slice(-1),
    containsIpv4Loopback: looked.some(containsLoopback),
  }
}

/** The node's addresses that match, each once, in the order of their text (kube-proxy: of a Go map). */
export function matchingNodeAddresses(
  { networks }: NodePortAddresses,
  interfaces: NetworkInterfaces,
): ParsedAddress[] {
  const byText = new Map<string, ParsedAddress>()
  for (const address of interfaceAddresses(interfaces))
    if (networks.some((network) => networkContains(network, address.address)))
      byText.set(address.text, address)
  return [...byText.values()].sort((a, b) => (a.text < b.text ? -1 : 1))
}

function primaryNetworks(node: NodeAddresses): string[] {
  const networks: string[] = []
  if (!isLoopback(node.IPv4)) networks.push(`${node.IPv4.text}/32`)
  if (!isLoopback(node.IPv6)) networks.push(`${node.IPv6.text}/128`)
  return networks
}

function containsLoopback(network: ParsedNetwork): boolean {
  const { address } = network.prefix
  if (typeof address !== 'number') return false
  return address >>> 24 === 127 || networkContains(network, loopbackStart)
}
