import type { Chance } from '../../base/chance.ts'
import type { Timeline, Timer } from '../../base/timeline.ts'
import type { Service } from '../../kubernetes/objects/service.ts'
import type { EventStream } from '../events/event-stream.ts'
import { type ApiChange, type ApiObjects, keyOf } from './api/api-objects.ts'
import type { LoadBalancerSettings } from './cluster-settings.ts'
import { hasHealthCheck } from './kube-proxy/service-health.ts'

/** A node as a load balancer's health checks find it. */
export interface CheckedNode {
  readonly name: string
  /** kube-proxy's /healthz answers. */
  readonly isUp: boolean
  /** What the health check node port of the Service counts. */
  readonly readyHere: (service: string) => number
}

export interface LoadBalancersSetup {
  readonly api: ApiObjects
  readonly timeline: Timeline
  readonly events: EventStream
  readonly chance: Chance
  readonly settings: LoadBalancerSettings
  readonly nodes: ReadonlyMap<string, CheckedNode>
}

/** One node of one load balancer. */
interface Member {
  /** It gets traffic. */
  isIn: boolean
  /** When in a period it is checked. */
  readonly phaseMs: number
  timer: Timer | undefined
}

/**
 * The external load balancers of all Services of the type LoadBalancer: each sends to the nodes that its
 * health checks find well. With the policy Local they ask the health check node port, else kube-proxy's
 * /healthz (KEP-3458: a node's readiness alone no longer takes it out).
 */
export class LoadBalancers {
  readonly #setup: LoadBalancersSetup
  readonly #members = new Map<string, Map<string, Member>>()

  constructor(setup: LoadBalancersSetup) {
    this.#setup = setup
    setup.api.watch((change) => this.#observe(change))
  }

  /** All that are there have long found out what is well. */
  start(): void {
    for (const service of this.#setup.api.services.values())
      for (const [node, member] of this.#add(service)) member.isIn = this.#isWell(service, node)
  }

  /** In the nodes' order. */
  nodesOf(service: string): readonly string[] {
    const members = this.#members.get(service)
    if (members === undefined) return []
    return [...members].filter(([, { isIn }]) => isIn).map(([node]) => node)
  }

  /** A node's health may be another one; undefined: for every Service. */
  reconsider(node: string, service: string | undefined): void {
    if (service !== undefined) this.#reconsider(service, node)
    else for (const key of this.#members.keys()) this.#reconsider(key, node)
  }

  #observe({ before, after }: ApiChange): void {
    const object = after ?? before
    if (object?.kind === 'Service') this.#serviceChanged(keyOf(object))
    else if (object?.kind === 'Node' && (before === undefined || after === undefined))
      for (const key of this.#members.keys()) this.#serviceChanged(key)
  }

  #serviceChanged(key: string): void {
    const { api, timeline, settings } = this.#setup
    const service = api.services.get(key)
    if (service?.spec.type !== 'LoadBalancer') {
      for (const { timer } of this.#members.get(key)?.values() ?? []) timer?.cancel()
      this.#members.delete(key)
      return
    }
    // The cloud's controller has to be told first.
    timeline.after(settings.updateLagMs, () => {
      const now = api.services.get(key)
      if (now === undefined) return
      for (const node of this.#add(now).keys()) this.#reconsider(key, node)
    })
  }

  #add(service: Service): ReadonlyMap<string, Member> {
    if (service.spec.type !== 'LoadBalancer') return new Map()
    const { nodes, chance, settings } = this.#setup
    const known = this.#members.get(keyOf(service))
    const members = new Map<string, Member>()
    for (const node of nodes.keys()) {
      const phaseMs = () => chance.below(settings.healthCheckPeriodMs)
      members.set(node, known?.get(node) ?? { isIn: false, phaseMs: phaseMs(), timer: undefined })
    }
    this.#members.set(keyOf(service), members)
    return members
  }

  #isWell(service: Service, name: string): boolean {
    const node = this.#setup.nodes.get(name)
    if (node === undefined || !node.isUp) return false
    return !hasHealthCheck(service) || node.readyHere(keyOf(service)) > 0
  }

  /** Whoever is found otherwise so many times in a row is let in, or taken out. */
  #reconsider(key: string, node: string): void {
    const { api, timeline, settings } = this.#setup
    const service = api.services.get(key)
    const member = this.#members.get(key)?.get(node)
    if (service === undefined || member === undefined) return
    const isWell = this.#isWell(service, node)
    if (isWell === member.isIn) {
      member.timer?.cancel()
      member.timer = undefined
      return
    }
    if (member.timer !== undefined) return
    const { healthCheckPeriodMs, healthyThreshold, unhealthyThreshold, updateLagMs } = settings
    const sincePhaseMs = timeline.nowMs() - member.phaseMs
    const nextMs =
      member.phaseMs + Math.ceil(sincePhaseMs / healthCheckPeriodMs) * healthCheckPeriodMs
    const checks = (isWell ? healthyThreshold : unhealthyThreshold) - 1
    const atMs = nextMs + checks * healthCheckPeriodMs + updateLagMs
    member.timer = timeline.at(atMs, () => {
      member.timer = undefined
      member.isIn = isWell
      this.#emit(key)
      this.#reconsider(key, node)
    })
  }

  #emit(service: string): void {
    const { events, timeline } = this.#setup
    events.emit({
      kind: 'load-balancer-changed',
      atMs: timeline.nowMs(),
      service,
      nodes: this.nodesOf(service),
    })
  }
}
