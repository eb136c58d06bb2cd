import {
  type Address,
  type Family,
  familyOf,
  formatAddress,
  type Prefix,
  parsePrefix,
} from '../../../packet/address.ts'
import type { InputPod } from '../../objects/input-object.ts'
import type { Node } from '../../objects/node.ts'
import { parseLooseAddress } from '../../validation/addresses.ts'
import { AddressPool } from '../address-pool.ts'
import { nodeTakes } from './node-choice.ts'

/** A node without a podCIDR gets its Pods' addresses from these, one /24 or /64 each. */
const spareNetworks = (index: number) => [
  parsePrefix(`10.245.${index % 256}.0/24`),
  parsePrefix(`fd00:10:245:${index.toString(16)}::/64`),
]
/** The node's end of the bridge is 1. */
const firstPodHost = 2

interface Place {
  readonly node: Node
  readonly pool: AddressPool
  pods: number
}

/** Finds every Pod a node and addresses, in the order in which it is asked. */
export class Placement {
  readonly #families: readonly Family[]
  readonly #places: readonly Place[]
  readonly #byName: ReadonlyMap<string, Place>
  /** How many Pods of one owner a node has: `owner node`. */
  readonly #spread = new Map<string, number>()
  readonly #taken = new Set<Address>()

  constructor(nodes: readonly Node[], families: readonly Family[]) {
    this.#families = families
    this.#places = nodes.map((node, index) => ({
      node,
      pool: new AddressPool(podNetworks(node, index), this.#taken),
      pods: 0,
    }))
    this.#byName = new Map(this.#places.map((place) => [place.node.metadata.name, place]))
    for (const { status } of nodes) for (const { address } of status.addresses) this.#take(address)
  }

  /** Notes a Pod that already has a node or addresses, before any others get theirs. */
  occupy(pod: InputPod): void {
    for (const { ip } of pod.status.podIPs) this.#take(ip)
    if (pod.spec.nodeName !== undefined) this.#count(pod, pod.spec.nodeName)
  }

  /** The Pod on a node, with addresses; as it was where no node takes it. */
  place(pod: InputPod): InputPod {
    if (pod.status.podIPs.length > 0 || isOver(pod)) return pod
    const given = pod.spec.nodeName
    const place = given === undefined ? this.#choose(pod) : this.#byName.get(given)
    if (place === undefined)
      return { ...pod, status: { ...pod.status, phase: 'Pending', conditions: [] } }
    const nodeName = place.node.metadata.name
    if (given === undefined) this.#count(pod, nodeName)
    const podIPs = pod.spec.hostNetwork ? this.#nodeAddresses(place) : this.#newAddresses(place)
    if (podIPs.length === 0)
      return { ...pod, status: { ...pod.status, phase: 'Pending', conditions: [] } }
    return { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, podIPs } }
  }

  /** The node with the fewest Pods of this owner, then the fewest Pods, then the first. */
  #choose(pod: InputPod): Place | undefined {
    let best: Place | undefined
    let bestScore = Number.POSITIVE_INFINITY
    for (const place of this.#places) {
      if (place.node.spec.unschedulable === true || !nodeTakes(place.node, pod)) continue
      const own = this.#spread.get(`${ownerKey(pod)} ${place.node.metadata.name}`) ?? 0
      const score = own * 1e9 + place.pods
      if (score >= bestScore) continue
      best = place
      bestScore = score
    }
    return best
  }

  #count(pod: InputPod, nodeName: string): void {
    const place = this.#byName.get(nodeName)
    if (place !== undefined) place.pods += 1
    const key = `${ownerKey(pod)} ${nodeName}`
    this.#spread.set(key, (this.#spread.get(key) ?? 0) + 1)
  }

  #newAddresses({ pool, pods }: Place) {
    const offset = Math.max(0, pods - 1)
    return this.#families.flatMap((family) => {
      const address = pool.allocate(family, offset, firstPodHost)
      return address === undefined ? [] : { ip: formatAddress(address) }
    })
  }

  #nodeAddresses({ node }: Place) {
    return this.#families.flatMap((family) => {
      const own = node.status.addresses.find(
        ({ type, address }) => type === 'InternalIP' && familyOfText(address) === family,
      )
      return own === undefined ? [] : { ip: own.address }
    })
  }

  #take(text: string): void {
    const address = parseLooseAddress(text)?.address
    if (address !== undefined) this.#taken.add(address)
  }
}

function podNetworks(node: Node, index: number): readonly Prefix[] {
  const given = node.spec.podCIDRs.map((cidr) => parsePrefix(cidr))
  const families = new Set(given.map(({ address }) => familyOf(address)))
  return [
    ...given,
    ...spareNetworks(index).filter(({ address }) => !families.has(familyOf(address))),
  ]
}

function ownerKey({ metadata }: InputPod): string {
  const owner = metadata.ownerReferences?.[0]
  return `${metadata.namespace}/${owner?.kind ?? ''}/${owner?.name ?? ''}`
}

function isOver({ status, hasStatus }: InputPod): boolean {
  return hasStatus && status.phase !== 'Running'
}

function familyOfText(text: string): Family | undefined {
  const address = parseLooseAddress(text)?.address
  return address === undefined ? undefined : familyOf(address)
}
