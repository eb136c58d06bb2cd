import {
  type Family,
  formatAddress,
  formatPrefix,
  type Prefix,
  parsePrefix,
} from '../../packet/address.ts'
import type { InputObject } from '../objects/input-object.ts'
import type { Node } from '../objects/node.ts'
import { hostOf } from './address-pool.ts'
import { uidOf } from './hashed-names.ts'

export const nodesMax = 5_000
export const defaultNodeCount = 3

const nodeNetworks: Readonly<Record<Family, Prefix>> = {
  IPv4: parsePrefix('192.168.0.0/16'),
  IPv6: parsePrefix('2001:db8::/64'),
}
/** The first node is 192.168.0.10. */
const firstHost = 10
const zones = ['zone-a', 'zone-b', 'zone-c']
/** A /24 holds 253 Pods and the bridge. */
const podsPerSmallNetwork = 240

/**
 * Nodes for an input that has none: first those that its objects name, then node-1, node-2 … up to `count`.
 * Each has addresses and pod networks of every family, and a zone in turn.
 */
export function makeNodes(
  objects: readonly InputObject[],
  families: readonly Family[],
  count: number,
  podCount: number,
): readonly Node[] {
  const zoneOf = namedNodes(objects)
  const names = [...zoneOf.keys()]
  for (let number = 1; names.length < count; number += 1)
    if (!zoneOf.has(`node-${number}`)) names.push(`node-${number}`)
  const length = podNetworkLength(names.length, podCount)
  return names.map((name, index) =>
    makeNode(name, index, families, length, zoneOf.get(name) ?? zones[index % zones.length] ?? ''),
  )
}

function makeNode(
  name: string,
  index: number,
  families: readonly Family[],
  podNetworkBits: number,
  zone: string,
): Node {
  const podCIDRs = families.map((family) => formatPrefix(podNetwork(family, index, podNetworkBits)))
  const addresses = families.map((family) =>
    formatAddress(hostOf(nodeNetworks[family], firstHost + index)),
  )
  const labels = {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'topology.kubernetes.io/region': 'region-1',
    'topology.kubernetes.io/zone': zone,
  }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, namespace: '', labels, annotations: {}, uid: uidOf('Node', '', name) },
    spec: { ...(podCIDRs[0] === undefined ? {} : { podCIDR: podCIDRs[0] }), podCIDRs },
    status: {
      addresses: [
        ...addresses.map((address) => ({ type: 'InternalIP' as const, address })),
        { type: 'Hostname' as const, address: name },
      ],
    },
  }
}

/** 10.244.1.0/24 for the first node, as kubeadm and Flannel have it; more or larger ones lie elsewhere. */
function podNetwork(family: Family, index: number, length: number): Prefix {
  if (family === 'IPv6') return parsePrefix(`fd00:10:244:${(index + 1).toString(16)}::/64`)
  const usual = length === 24 && index < 255
  const base = parsePrefix(usual ? '10.244.0.0/16' : '10.128.0.0/9')
  const place = usual ? index + 1 : index
  return { address: hostOf(base, place * 2 ** (32 - length)), length }
}

/** 24, or shorter where the Pods would not fit; 10.128.0.0/9 must hold all of them. */
function podNetworkLength(nodes: number, pods: number): number {
  let length = 24
  const podsPerNode = Math.ceil(pods / Math.max(1, nodes))
  while (length > 12 && 2 ** (32 - length) * (podsPerSmallNetwork / 256) < podsPerNode) length -= 1
  return length
}

/** Names of nodes that the objects speak of, in order, with the zone that endpoints tell of them. */
function namedNodes(objects: readonly InputObject[]): Map<string, string | undefined> {
  const zoneOf = new Map<string, string | undefined>()
  const note = (name: string | undefined, zone?: string) => {
    if (name !== undefined && name !== '') zoneOf.set(name, zoneOf.get(name) ?? zone)
  }
  for (const object of objects)
    if (object.kind === 'Pod') note(object.spec.nodeName)
    else if (object.kind === 'EndpointSlice')
      for (const { nodeName, zone } of object.endpoints) note(nodeName, zone)
    else if (object.kind === 'Endpoints')
      for (const { addresses, notReadyAddresses } of object.subsets)
        for (const { nodeName } of [...addresses, ...notReadyAddresses]) note(nodeName)
  return zoneOf
}
