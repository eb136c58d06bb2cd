import { zoneLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import {
  type Address,
  type Prefix,
  prefixContains,
  tryParseAddress,
  tryParsePrefix,
} from '../../packet/address.ts'
import { addressesOf, podNetworksOf } from '../node/node-network.ts'

/** Where the network around the nodes takes a packet. */
export type OutsideRoute =
  /** The node has the address, or the pods of its podCIDR have (a router knows). */
  | { readonly kind: 'node'; readonly node: string }
  /** By the external load balancer of a Service (`namespace/name`). */
  | { readonly kind: 'load-balancer'; readonly service: string }
  /** The user's routers lead an external IP to any node. */
  | { readonly kind: 'any-node' }
  /** Of a range that only nodes know: Services'. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'outside' }

const nobody: OutsideRoute = { kind: 'nobody' }
const outside: OutsideRoute = { kind: 'outside' }
const anyNode: OutsideRoute = { kind: 'any-node' }

/** Routes between the nodes and the outside, read from a cluster's objects. */
export class OutsideRoutes {
  #objects: readonly KubernetesObject[] | undefined
  readonly #byAddress = new Map<Address, OutsideRoute>()
  #byPrefix: { readonly prefix: Prefix; readonly route: OutsideRoute }[] = []
  readonly #nodes = new Map<Address, string>()
  readonly #zones = new Map<string, string>()

  /** Reads them anew where the objects are others than before. */
  update(objects: readonly KubernetesObject[]): void {
    if (objects === this.#objects) return
    this.#objects = objects
    this.#byAddress.clear()
    this.#nodes.clear()
    this.#byPrefix = []
    for (const object of objects) this.#add(object)
  }

  routeTo(address: Address): OutsideRoute {
    const route = this.#byAddress.get(address)
    if (route !== undefined) return route
    return this.#byPrefix.find(({ prefix }) => prefixContains(prefix, address))?.route ?? outside
  }

  /** Undefined: no node's own. */
  nodeAt(address: Address): string | undefined {
    return this.#nodes.get(address)
  }

  /** Undefined: nobody said. */
  zoneOf(node: string): string | undefined {
    return this.#zones.get(node)
  }

  #add(object: KubernetesObject): void {
    switch (object.kind) {
      case 'Node': {
        const route: OutsideRoute = { kind: 'node', node: object.metadata.name }
        for (const address of addressesOf(object)) {
          this.#byAddress.set(address, route)
          this.#nodes.set(address, object.metadata.name)
        }
        for (const prefix of podNetworksOf(object)) this.#byPrefix.push({ prefix, route })
        const zone = object.metadata.labels[zoneLabel]
        if (zone !== undefined) this.#zones.set(object.metadata.name, zone)
        return
      }
      case 'ServiceCIDR':
        for (const text of object.spec.cidrs) {
          const prefix = tryParsePrefix(text)
          if (prefix !== undefined) this.#byPrefix.push({ prefix, route: nobody })
        }
        return
      case 'Service': {
        const { metadata, spec, status } = object
        const service = `${metadata.namespace}/${metadata.name}`
        for (const text of spec.externalIPs) this.#addAddress(text, anyNode)
        for (const { ip } of status.loadBalancer.ingress)
          if (ip !== undefined) this.#addAddress(ip, { kind: 'load-balancer', service })
        return
      }
      default:
    }
  }

  /** A node's own address stays its own. */
  #addAddress(text: string, route: OutsideRoute): void {
    const address = tryParseAddress(text)
    if (address !== undefined && this.#byAddress.get(address)?.kind !== 'node')
      this.#byAddress.set(address, route)
  }
}
