import type { InstantMs } from '../../base/clock.ts'
import type { Address } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { LoadBalancer } from './load-balancer.ts'
import type { NetworkSettings } from './network-settings.ts'
import type { NetworkView } from './network-view.ts'
import { OutsideRoutes } from './outside-routes.ts'

/** Where a packet between the nodes and the outside goes next. */
export type OutsideStep =
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'nobody'; readonly reason: string }

const outside: OutsideStep = { kind: 'outside' }
const noRoute: OutsideStep = { kind: 'nobody', reason: 'no route outside the nodes' }

/** What lies around the nodes: routers that know nodes and pod networks, and external load balancers. */
export class OutsideNetwork {
  readonly #cluster: NetworkView
  readonly #routes = new OutsideRoutes()
  readonly #loadBalancer: LoadBalancer
  #nodeCount = -1

  constructor(cluster: NetworkView, settings: NetworkSettings) {
    this.#cluster = cluster
    this.#loadBalancer = new LoadBalancer(settings.loadBalancerKeepsConnections)
  }

  /** Whose of the nodes an address is: asked for nearly every packet, and nodes keep theirs. */
  nodeAt(address: Address): string | undefined {
    if (this.#cluster.nodes.size !== this.#nodeCount) {
      this.#nodeCount = this.#cluster.nodes.size
      this.#routes.update(this.#cluster.objects)
    }
    return this.#routes.nodeAt(address)
  }

  /** `zone`: a load balancer prefers nodes there. */
  route(packet: Packet, zone: string | undefined, nowMs: InstantMs): OutsideStep {
    this.#routes.update(this.#cluster.objects)
    const route = this.#routes.routeTo(packet.destination)
    switch (route.kind) {
      case 'node':
        return route
      case 'load-balancer': {
        const nodes = this.#inZone(this.#cluster.loadBalancerNodes(route.service), zone)
        return this.#balance(packet, nodes, nowMs, `the load balancer of ${route.service}`)
      }
      case 'any-node': {
        const nodes = [...this.#cluster.nodes.values()].filter(({ isLost }) => !isLost)
        const names = nodes.map(({ name }) => name)
        return this.#balance(packet, names, nowMs, 'the network outside')
      }
      case 'nobody':
        return noRoute
      case 'outside':
        return outside
    }
  }

  #balance(packet: Packet, nodes: readonly string[], nowMs: InstantMs, who: string): OutsideStep {
    const node = this.#loadBalancer.choose(packet, nodes, nowMs)
    if (node !== undefined) return { kind: 'node', node }
    return { kind: 'nobody', reason: `${who} has no node to send to` }
  }

  #inZone(nodes: readonly string[], zone: string | undefined): readonly string[] {
    if (zone === undefined) return nodes
    const near = nodes.filter((node) => this.#routes.zoneOf(node) === zone)
    return near.length > 0 ? near : nodes
  }
}
