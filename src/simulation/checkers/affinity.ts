import type { Service } from '../../kubernetes/objects/service.ts'
import type { RunEvent } from '../events/run-event.ts'
import { withoutPort } from '../results/connection-ledger.ts'
import type { OpenConnections } from './open-connections.ts'
import type { RulesInPlace } from './rules-in-place.ts'
import type { ServiceDestination, ServiceDestinations } from './service-destinations.ts'

interface Visit {
  /** `namespace/name`. */
  readonly service: string
  readonly pod: string
  readonly atMs: number
}

/** types.go: DefaultClientIPServiceAffinitySeconds. */
const defaultTimeoutSeconds = 10_800

/**
 * Holds Services with ClientIP affinity to it: a client that comes again to the same address of a Service (cluster IP,
 * external IP, load balancer, node port), by the same node within the timeout, meets the same pod, unless that pod is not
 * ready, ending or gone, or its endpoint no longer. Entries slide with every new connection.
 */
export class AffinityChecker {
  readonly #open: OpenConnections
  readonly #destinations: ServiceDestinations
  /** Of Services. */
  readonly #rules: RulesInPlace
  readonly #visits = new Map<string, Visit>()
  readonly #unusable = new Set<string>()

  constructor(open: OpenConnections, destinations: ServiceDestinations, rules: RulesInPlace) {
    this.#open = open
    this.#destinations = destinations
    this.#rules = rules
  }

  /** Answers what is wrong. */
  observe(event: RunEvent): string | undefined {
    switch (event.kind) {
      case 'pod-not-ready':
      case 'pod-terminating':
      case 'pod-gone':
        this.#unusable.add(event.pod)
        // What comes back has no clients of its own.
        this.#forget(({ pod }) => pod === event.pod)
        return undefined
      case 'pod-ready':
        this.#unusable.delete(event.pod)
        return undefined
      case 'object-applied':
      case 'object-deleted': {
        // What was known of its clients goes with a Service, and with its affinity.
        const { kind, namespace, name } = event.object
        if (kind === 'Service') this.#forget((visit) => visit.service === `${namespace}/${name}`)
        return undefined
      }
      case 'endpoint-chosen':
        return this.#chosen(event)
      default:
        return undefined
    }
  }

  #chosen(event: Extract<RunEvent, { kind: 'endpoint-chosen' }>): string | undefined {
    const { atMs, connection, pod, path } = event
    const opened = this.#open.of(connection)
    if (opened === undefined || pod === undefined) return undefined
    const destination = this.#destinations.at(opened.destination, opened.protocol)
    const timeoutMs = destination && affinityTimeoutMs(destination.service)
    if (destination === undefined || timeoutMs === undefined) return undefined
    const [node = ''] = path
    if (!this.#rules.isOn(node, destination.family)) return undefined
    const client = withoutPort(opened.source)
    const key = `${client} ${opened.destination} ${node}`
    const before = this.#visits.get(key)
    if (this.#unusable.has(pod)) this.#visits.delete(key)
    else {
      const { namespace, name } = destination.service.metadata
      this.#visits.set(key, { pod, atMs, service: `${namespace}/${name}` })
    }
    if (before === undefined || before.pod === pod) return undefined
    if (atMs - before.atMs >= timeoutMs || !this.#isEndpoint(before.pod, destination))
      return undefined
    return `connection ${connection} of ${client} reached ${pod}, ${(atMs - before.atMs) / 1_000} s after ${before.pod}`
  }

  #isEndpoint(pod: string, destination: ServiceDestination): boolean {
    return this.#destinations.readyEndpoints(destination).some((one) => one.pod === pod)
  }

  #forget(isGone: (visit: Visit) => boolean): void {
    for (const [key, visit] of this.#visits) if (isGone(visit)) this.#visits.delete(key)
  }
}

/** Undefined: it has no affinity. */
function affinityTimeoutMs({ spec }: Service): number | undefined {
  if (spec.sessionAffinity !== 'ClientIP') return undefined
  const { timeoutSeconds } = spec.sessionAffinityConfig?.clientIP ?? {}
  return (timeoutSeconds ?? defaultTimeoutSeconds) * 1_000
}
