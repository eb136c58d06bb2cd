import type { Chance } from '../../../base/chance.ts'
import type { Timeline } from '../../../base/timeline.ts'
import type { WatchedObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../../kubernetes/objects/node.ts'
import type { Family } from '../../../packet/address.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import type { WatchEvent } from '../../../proxy/kube-proxy.ts'
import type { EventStream } from '../../events/event-stream.ts'
import type { EmulatedNode } from '../../node/emulated-node.ts'
import { familiesOf } from '../../node/emulated-node.ts'
import { type ApiChange, type ApiObjects, keyOf } from '../api/api-objects.ts'
import type { ClusterSettings } from '../cluster-settings.ts'
import { AnyNode } from './any-node.ts'
import { NodeProxies } from './node-proxies.ts'
import { hasHealthCheck, serviceHealth, serviceOfSlice } from './service-health.ts'
import { type ServiceHealth, WatchLog } from './watch-log.ts'

export interface KubeProxiesSetup {
  readonly api: ApiObjects
  readonly timeline: Timeline
  readonly events: EventStream
  readonly chance: Chance
  readonly settings: ClusterSettings
  readonly onMade: (name: string, node: EmulatedNode) => void
  readonly onHealth: (node: string, service: string | undefined) => void
}

/** All nodes with their kube-proxies, and the watch that tells them what changes. */
export class KubeProxies {
  readonly #setup: KubeProxiesSetup
  readonly #log: WatchLog
  readonly #configuration: ProxyConfiguration
  readonly #anyNode: AnyNode
  readonly #nodes = new Map<string, NodeProxies>()
  /** Slices by Service, of those with a health check. */
  readonly #healthChecked = new Set<string>()

  constructor(setup: KubeProxiesSetup) {
    this.#setup = setup
    const { api, settings } = setup
    const objects = api.list()
    const families: readonly Family[] = settings.families ?? ['IPv4', 'IPv6']
    this.#log = new WatchLog(objects)
    this.#configuration = { ...settings.configuration, toggles: settings.toggles }
    this.#anyNode = new AnyNode(objects, families, this.#configuration)
    for (const service of api.services.values())
      if (hasHealthCheck(service)) this.#healthChecked.add(keyOf(service))
    const health = [...this.#healthChecked].map((service) => this.#healthOf(service))
    for (const node of api.nodes.values()) this.#add(node, health)
    api.watch((change) => this.#observe(change))
  }

  get nodes(): ReadonlyMap<string, NodeProxies> {
    return this.#nodes
  }

  /** Small clusters are made at once: then every sync tells what it wrote. */
  start(): void {
    const isSmall = this.#nodes.size <= this.#setup.settings.eagerNodesMax
    for (const node of this.#nodes.values()) {
      if (isSmall) void node.emulated
      node.start()
    }
  }

  get isConverged(): boolean {
    for (const node of this.#nodes.values()) if (!node.isLost && !node.isConverged) return false
    return true
  }

  #add(node: Node, health: readonly ServiceHealth[]): NodeProxies {
    const { settings, timeline, events, onMade, onHealth } = this.#setup
    const { name } = node.metadata
    const proxies = new NodeProxies({
      node,
      families: familiesOf(node, settings.families),
      backend: settings.iptablesBackend ?? 'legacy',
      ...(settings.kernelRelease === undefined ? {} : { kernelRelease: settings.kernelRelease }),
      configuration: this.#configuration,
      settings: settings.kubeProxy,
      timeline,
      events,
      log: this.#log,
      anyNode: this.#anyNode,
      health,
      onMade: (made) => onMade(name, made),
      onHealth,
    })
    this.#nodes.set(name, proxies)
    return proxies
  }

  #observe({ before, after }: ApiChange): void {
    const object = after ?? before
    if (object === undefined || !isWatched(object)) return
    const event = eventOf(object, after !== undefined)
    const asks = this.#anyNode.observe(event)
    const { timeline } = this.#setup
    this.#log.append({ atMs: timeline.nowMs(), event, asks, health: this.#healthChange(object) })
    this.#deliver(this.#log.length - 1)
    if (object.kind === 'Node') this.#nodeChanged(object, before === undefined, after === undefined)
  }

  /** With a latency that is drawn anew for every node it would matter which one comes first. */
  #deliver(index: number): void {
    const { timeline, chance, settings } = this.#setup
    const { watchLatencyMs, watchJitterMs } = settings.kubeProxy
    const arrive = (node: NodeProxies) => node.arrive(index)
    if (watchJitterMs === 0)
      timeline.after(watchLatencyMs, () => {
        for (const node of this.#nodes.values()) arrive(node)
      })
    else
      for (const node of this.#nodes.values())
        timeline.after(watchLatencyMs + chance.below(watchJitterMs + 1), () => arrive(node))
  }

  #nodeChanged(node: Node, isNew: boolean, isGone: boolean): void {
    const { name } = node.metadata
    if (isGone) {
      this.#nodes.get(name)?.lose()
      this.#nodes.delete(name)
    } else if (isNew) {
      const health = [...this.#healthChecked].map((service) => this.#healthOf(service))
      this.#add(node, health).start()
    }
  }

  #healthChange(object: WatchedObject): ServiceHealth | undefined {
    const service =
      object.kind === 'Service'
        ? keyOf(object)
        : object.kind === 'EndpointSlice'
          ? serviceOfSlice(object)
          : undefined
    if (service === undefined) return undefined
    const current = this.#setup.api.services.get(service)
    const isChecked = current !== undefined && hasHealthCheck(current)
    if (!isChecked && !this.#healthChecked.has(service)) return undefined
    if (isChecked) this.#healthChecked.add(service)
    else this.#healthChecked.delete(service)
    return this.#healthOf(service)
  }

  #healthOf(service: string): ServiceHealth {
    const { services, slices } = this.#setup.api
    const own = [...slices.values()].filter((slice) => serviceOfSlice(slice) === service)
    return serviceHealth(service, services.get(service), own)
  }
}

function isWatched(object: { readonly kind: string }): object is WatchedObject {
  return ['Service', 'EndpointSlice', 'Node', 'ServiceCIDR'].includes(object.kind)
}

function eventOf(object: WatchedObject, isThere: boolean): WatchEvent {
  if (isThere) return { kind: 'applied', object }
  const { namespace, name } = object.metadata
  return { kind: 'deleted', objectKind: object.kind, namespace, name }
}
