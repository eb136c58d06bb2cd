import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { RunEvent } from '../events/run-event.ts'

interface Visit {
  readonly pod: string
  readonly atMs: number
}

/** types.go: DefaultClientIPServiceAffinitySeconds. */
const defaultTimeoutSeconds = 10_800

/**
 * Holds Services with ClientIP affinity to it: a client that comes again by the same node within the timeout meets the same
 * pod, unless that pod is not ready, ending or gone. Entries slide with every new connection.
 */
export class AffinityChecker {
  readonly #objects: () => readonly KubernetesObject[]
  readonly #opened = new Map<number, { readonly client: string; readonly destination: string }>()
  readonly #visits = new Map<string, Visit>()
  readonly #unusable = new Set<string>()

  constructor(objects: () => readonly KubernetesObject[]) {
    this.#objects = objects
  }

  /** Answers what is wrong. */
  observe(event: RunEvent): string | undefined {
    switch (event.kind) {
      case 'pod-not-ready':
      case 'pod-terminating':
      case 'pod-gone':
        this.#unusable.add(event.pod)
        // What comes back has no clients of its own.
        for (const [key, { pod }] of this.#visits) if (pod === event.pod) this.#visits.delete(key)
        return undefined
      case 'pod-ready':
        this.#unusable.delete(event.pod)
        return undefined
      case 'connection-opened': {
        const client = event.source.slice(0, event.source.lastIndexOf(':'))
        this.#opened.set(event.connection, { client, destination: event.destination })
        return undefined
      }
      case 'connection-ended':
        this.#opened.delete(event.connection)
        return undefined
      case 'endpoint-chosen':
        return this.#chosen(event)
      default:
        return undefined
    }
  }

  #chosen(event: Extract<RunEvent, { kind: 'endpoint-chosen' }>): string | undefined {
    const { atMs, connection, pod, path } = event
    const opened = this.#opened.get(connection)
    if (opened === undefined || pod === undefined) return undefined
    const timeoutMs = this.#timeoutMsOf(opened.destination)
    if (timeoutMs === undefined) return undefined
    const key = `${opened.client} ${opened.destination} ${path[0] ?? ''}`
    const before = this.#visits.get(key)
    if (this.#unusable.has(pod)) this.#visits.delete(key)
    else this.#visits.set(key, { pod, atMs })
    if (before === undefined || before.pod === pod) return undefined
    if (atMs - before.atMs >= timeoutMs) return undefined
    return `connection ${connection} of ${opened.client} reached ${pod}, ${(atMs - before.atMs) / 1_000} s after ${before.pod}`
  }

  /** Undefined: no Service with affinity is there. */
  #timeoutMsOf(destination: string): number | undefined {
    const address = destination.slice(0, destination.lastIndexOf(':')).replace(/^\[|\]$/g, '')
    for (const object of this.#objects()) {
      if (object.kind !== 'Service' || !object.spec.clusterIPs.includes(address)) continue
      if (object.spec.sessionAffinity !== 'ClientIP') return undefined
      const { timeoutSeconds } = object.spec.sessionAffinityConfig?.clientIP ?? {}
      return (timeoutSeconds ?? defaultTimeoutSeconds) * 1_000
    }
    return undefined
  }
}
