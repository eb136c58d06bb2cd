import type { RunEvent } from '../events/run-event.ts'
import type { OpenConnections } from './open-connections.ts'

interface Standing {
  /** Undefined: somebody who is no pod. */
  readonly pod: string | undefined
  readonly path: readonly string[]
  /** When it was last seen to work. */
  goodMs: number
}

/**
 * Answers what is wrong: a connection that was answered before failed, something happened since its last answer, and
 * nothing that may break it. What may: the end of a pod at one of its ends, the loss of a node on its way, a flush of that
 * node's conntrack, another sysctl there.
 */
export class UnbrokenChecker {
  readonly #open: OpenConnections
  readonly #standing = new Map<number, Standing>()
  readonly #answered = new Set<number>()
  /** When a pod (by name and by address) or a node last had what breaks its connections. */
  readonly #brokenMs = new Map<string, number>()
  #suspect: { readonly atMs: number; readonly what: string } | undefined

  constructor(open: OpenConnections) {
    this.#open = open
  }

  observe(event: RunEvent): string | undefined {
    switch (event.kind) {
      case 'endpoint-chosen':
        this.#chosen(event)
        return undefined
      case 'request-answered': {
        const standing = this.#standing.get(event.connection)
        if (standing !== undefined) standing.goodMs = event.atMs
        this.#answered.add(event.connection)
        return undefined
      }
      case 'connection-ended':
        return this.#ended(event)
      default:
        this.#happened(event)
        return undefined
    }
  }

  #chosen({ connection, pod, path, atMs }: Extract<RunEvent, { kind: 'endpoint-chosen' }>): void {
    this.#standing.set(connection, { pod, path, goodMs: atMs })
  }

  #happened(event: RunEvent): void {
    const { atMs } = event
    switch (event.kind) {
      case 'pod-terminating':
      case 'pod-gone':
      case 'pod-killed':
        this.#brokenMs.set(event.pod, atMs)
        for (const address of event.addresses) this.#brokenMs.set(address, atMs)
        this.#suspect = { atMs, what: `${event.kind} ${event.pod}` }
        return
      case 'node-lost':
      case 'conntrack-flushed':
      case 'sysctl-set':
        this.#brokenMs.set(event.node, atMs)
        this.#suspect = { atMs, what: `${event.kind} ${event.node}` }
        return
      case 'sync-done':
        if (event.waitedMs > 0) this.#suspect = { atMs, what: `a sync of ${event.node}` }
        return
      case 'pod-ready':
      case 'pod-not-ready':
        this.#suspect = { atMs, what: `${event.kind} ${event.pod}` }
        return
      case 'kube-proxy-restarted':
      case 'mode-changed':
        this.#suspect = { atMs, what: `${event.kind} ${event.node}` }
        return
      case 'load-balancer-changed':
        this.#suspect = { atMs, what: `other nodes behind ${event.service}` }
        return
      default:
    }
  }

  #ended(event: Extract<RunEvent, { kind: 'connection-ended' }>): string | undefined {
    const { connection, outcome, detail } = event
    const standing = this.#standing.get(connection)
    const opened = this.#open.of(connection)
    this.#standing.delete(connection)
    const wasAnswered = this.#answered.delete(connection)
    if (standing === undefined || opened === undefined) return undefined
    if (!wasAnswered || outcome === 'completed' || outcome === 'not-sent') return undefined
    const suspect = this.#suspect
    if (suspect === undefined || suspect.atMs < standing.goodMs) return undefined
    const client = opened.source.slice(0, opened.source.lastIndexOf(':')).replace(/^\[|\]$/g, '')
    const involved = [client, standing.pod ?? '', ...standing.path]
    if (involved.some((one) => (this.#brokenMs.get(one) ?? -1) >= opened.atMs)) return undefined
    return `connection ${connection} stood and failed (${outcome}: ${detail}) after ${suspect.what}`
  }
}
