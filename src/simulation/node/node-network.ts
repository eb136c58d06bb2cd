import type {
  InterfaceAddress,
  NetworkInterface,
  Route,
} from '../../kernel/netfilter/network-interface.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import {
  type Address,
  type Family,
  familyOf,
  networkOf,
  type Prefix,
  parseAddress,
  tryParseAddress,
  tryParsePrefix,
} from '../../packet/address.ts'

/** What a node's kernel knows of the network. */
export interface NodeNetwork {
  readonly interfaces: readonly NetworkInterface[]
  readonly routes: readonly Route[]
}

/** The names that kubeadm nodes with a bridge CNI have. */
export const uplinkName = 'eth0'
export const podBridgeName = 'cni0'

/** Node objects do not say how large their link is: these lengths are taken. */
const linkLength: Readonly<Record<Family, number>> = { IPv4: 24, IPv6: 64 }

/**
 * A node as kubeadm and a bridge CNI with host-gateway routes leave it: lo, eth0 with the node's
 * addresses, cni0 with the first address of each podCIDR; the other nodes' podCIDRs go by way of them, and
 * all the rest by the first address of the node's link that no node has.
 */
export function networkOfNode(node: Node, objects: readonly KubernetesObject[]): NodeNetwork {
  const own = addressesOf(node)
  const pods = podNetworksOf(node)
  const uplink = own.map((address) => ({ address, length: linkLength[familyOf(address)] }))
  const bridge = pods.map((prefix) => ({ address: next(prefix.address), length: prefix.length }))
  const others = objects.filter(
    (object): object is Node =>
      object.kind === 'Node' && object.metadata.name !== node.metadata.name,
  )
  const taken = new Set([own, ...others.map(addressesOf)].flat())
  return {
    interfaces: [
      { name: 'lo', addresses: loopback(own) },
      { name: uplinkName, addresses: uplink },
      { name: podBridgeName, addresses: bridge },
    ],
    routes: [...others.flatMap(routesTo), ...uplink.map((link) => defaultRoute(link, taken))],
  }
}

/** InternalIP addresses, in the Node's order. */
export function addressesOf(node: Node): readonly Address[] {
  return node.status.addresses.flatMap(({ type, address }) => {
    const parsed = type === 'InternalIP' ? tryParseAddress(address) : undefined
    return parsed === undefined ? [] : [parsed]
  })
}

export function podNetworksOf({ spec }: Node): readonly Prefix[] {
  const texts = spec.podCIDRs.length > 0 ? spec.podCIDRs : [spec.podCIDR ?? '']
  return texts.flatMap((text) => tryParsePrefix(text) ?? [])
}

function loopback(own: readonly Address[]): InterfaceAddress[] {
  const families = new Set(own.map(familyOf))
  const v4 = { address: parseAddress('127.0.0.1'), length: 8 }
  const v6 = { address: parseAddress('::1'), length: 128 }
  return families.has('IPv6') ? [v4, v6] : [v4]
}

function routesTo(other: Node): Route[] {
  const gateways = addressesOf(other)
  return podNetworksOf(other).flatMap((to) => {
    const via = gateways.find((address) => familyOf(address) === familyOf(to.address))
    return via === undefined ? [] : [{ to, device: uplinkName, via }]
  })
}

function defaultRoute({ address, length }: InterfaceAddress, taken: ReadonlySet<Address>): Route {
  let via = next(networkOf(address, length))
  while (taken.has(via)) via = next(via)
  return { to: { address: networkOf(address, 0), length: 0 }, device: uplinkName, via }
}

function next(address: Address): Address {
  return (typeof address === 'number' ? address + 1 : address + 1n) as Address
}
