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
  node: Node
  readonly pool: AddressPool
  pods: number
  /** Of all Pods that ever were there: an address that was given back is not given again at once. */
  podsEver: number
}

/** Finds every Pod a node and addresses, in the order in which it is asked. */
export class Placement {
  readonly #families: readonly Family[]
  #places: Place[] = []
  #nodesEver = 0
  readonly #byName = new Map<string, Place>()
  /** How many Pods of one owner a node has: `owner node`. */
  readonly #spread = new Map<string, number>()
  readonly #taken = new Set<Address>()

  constructor(nodes: readonly Node[], families: readonly Family[]) {
    this.#families = families
    for (const node of nodes) this.setNode(node)
  }

  /** A node that is new, or as it is now. */
  setNode(node: Node): void {
    const { name } = node.metadata
    const known = this.#byName.get(name)
    if (known !== undefined) {
      known.node = node
      return
    }
    const pool = new AddressPool(podNetworks(node, this.#nodesEver), this.#taken)
    this.#nodesEver += 1
    const place = { node, pool, pods: 0, podsEver: 0 }
    this.#places.push(place)
    this.#byName.set(name, place)
    for (const { address } of node.status.addresses) this.#take(address)
  }

  /** A node that is no more takes no Pods. */
  removeNode(name: string): void {
    this.#byName.delete(name)
    this.#places = this.#places.filter(({ node }) => node.metadata.name !== name)
  }

  /** Notes a Pod that already has a node or addresses, before any others get theirs. */
  occupy(pod: InputPod): void {
    for (const { ip } of pod.status.podIPs) this.#take(ip)
    if (pod.spec.nodeName !== undefined) this.#count(pod, pod.spec.nodeName)
  }

  /** The Pod is gone: its place and its addresses are free. */
  release(pod: InputPod): void {
    const { nodeName, hostNetwork } = pod.spec
    if (nodeName !== undefined) this.#count(pod, nodeName, -1)
    if (hostNetwork) return
    for (const { ip } of pod.status.podIPs) {
      const address = parseLooseAddress(ip)?.address
      if (address !== undefined) this.#taken.delete(address)
    }
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

  #count(pod: InputPod, nodeName: string, change = 1): void {
    const place = this.#byName.get(nodeName)
    if (place !== undefined) {
      place.pods += change
      if (change > 0) place.podsEver += change
    }
    const key = `${ownerKey(pod)} ${nodeName}`
    this.#spread.set(key, (this.#spread.get(key) ?? 0) + change)
  }

  #newAddresses({ pool, podsEver }: Place) {
    const offset = Math.max(0, podsEver - 1)
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
