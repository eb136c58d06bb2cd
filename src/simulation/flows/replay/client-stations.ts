import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import {
  type Address,
  formatAddress,
  type Prefix,
  prefixContains,
} from '../../../packet/address.ts'
import type { LivingPod } from '../../cluster/living-pod.ts'
import type { Station } from '../../network/delivery.ts'
import type { NetworkView } from '../../network/network-view.ts'
import { addressesOf, podNetworksOf } from '../../node/node-network.ts'
import { stillPod } from './still-cluster.ts'

/** Who sends from an address. `guest`: of a node's pod network, but no pod that the manifests tell of. */
export interface ClientStation {
  readonly kind: 'pod' | 'guest' | 'node' | 'outside'
  readonly station: Station
}

const outside: ClientStation = { kind: 'outside', station: { kind: 'outside' } }
/** So many clients are remembered; with more, they are looked up again. */
const rememberedMax = 100_000

/** Finds the clients of a recording in the cluster, by their addresses. */
export class ClientStations {
  readonly #cluster: NetworkView
  readonly #nodes = new Map<Address, ClientStation>()
  readonly #podNetworks: { readonly prefix: Prefix; readonly node: string }[] = []
  readonly #known = new Map<Address, ClientStation>()
  readonly #onGuest: (pod: LivingPod) => void

  /** `onGuest` is told of each pod that has to be made up. */
  constructor(
    cluster: NetworkView,
    objects: readonly KubernetesObject[],
    onGuest: (pod: LivingPod) => void,
  ) {
    this.#cluster = cluster
    this.#onGuest = onGuest
    for (const object of objects) {
      if (object.kind !== 'Node') continue
      const node = object.metadata.name
      for (const address of addressesOf(object))
        this.#nodes.set(address, { kind: 'node', station: { kind: 'node', node } })
      for (const prefix of podNetworksOf(object)) this.#podNetworks.push({ prefix, node })
    }
  }

  at(address: Address): ClientStation {
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const found = this.#find(address)
    if (this.#known.size >= rememberedMax) this.#known.clear()
    this.#known.set(address, found)
    return found
  }

  #find(address: Address): ClientStation {
    const pod = this.#cluster.podAt(address)
    if (pod !== undefined) return { kind: 'pod', station: { kind: 'pod', pod } }
    const node = this.#nodes.get(address)
    if (node !== undefined) return node
    const network = this.#podNetworks.find(({ prefix }) => prefixContains(prefix, address))
    if (network === undefined) return outside
    const guest = stillPod(formatAddress(address), network.node, [address])
    this.#onGuest(guest)
    return { kind: 'guest', station: { kind: 'pod', pod: guest } }
  }
}
