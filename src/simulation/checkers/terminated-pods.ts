import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { familyOf, tryParseAddress } from '../../packet/address.ts'
import type { RunEvent } from '../events/run-event.ts'
import type { OpenConnections } from './open-connections.ts'

interface GonePod {
  readonly pod: string
  /** When no slice held its address any more. */
  removedMs: number | undefined
  /** Nodes that have not synced since. */
  readonly waiting: Set<string>
  convergedMs: number | undefined
}

/** What the checker may ask of the cluster. */
export interface ClusterView {
  readonly objects: readonly KubernetesObject[]
  readonly nodes: ReadonlyMap<string, unknown>
}

/**
 * Answers what is wrong: a connection reached a pod whose processes have ended; or it was opened after every node had
 * synced without that pod, and was sent to its address all the same.
 */
export class TerminatedPodsChecker {
  readonly #cluster: ClusterView
  readonly #open: OpenConnections
  /** From a change of the slices to rules without it, at the longest. */
  readonly #syncMs: number
  readonly #names = new Set<string>()
  readonly #byAddress = new Map<string, GonePod>()

  constructor(cluster: ClusterView, open: OpenConnections, syncMs: number) {
    this.#cluster = cluster
    this.#open = open
    this.#syncMs = syncMs
  }

  observe(event: RunEvent): string | undefined {
    switch (event.kind) {
      case 'endpoint-chosen':
        if (event.pod === undefined || !this.#names.has(event.pod)) return undefined
        return `connection ${event.connection} reached ${event.pod}, which is gone`
      case 'connection-ended':
      case 'datagram-lost':
        return event.goneAddress && this.#sentTo(event.connection, event.goneAddress)
      default:
        this.#happened(event)
        return undefined
    }
  }

  #happened(event: RunEvent): void {
    switch (event.kind) {
      case 'pod-gone':
        this.#names.add(event.pod)
        for (const address of event.addresses) this.#gone(event.pod, address, event.atMs)
        return
      // A StatefulSet's pod comes back under its name; addresses are given again.
      case 'pod-created':
      case 'pod-started':
        this.#names.delete(event.pod)
        for (const address of event.addresses) this.#byAddress.delete(address)
        return
      case 'object-applied':
      case 'object-deleted':
        if (event.object.kind === 'EndpointSlice') this.#slicesChanged(event.atMs)
        return
      case 'sync-done':
        if (!event.failed) this.#synced(event)
        return
      case 'node-lost':
        for (const one of this.#byAddress.values()) this.#heardOf(one, event.node, event.atMs)
        return
      case 'node-returned':
      case 'mode-changed':
        for (const one of this.#byAddress.values()) {
          one.waiting.add(event.node)
          one.convergedMs = undefined
        }
        return
      default:
    }
  }

  #gone(pod: string, address: string, atMs: number): void {
    const waiting = new Set(this.#cluster.nodes.keys())
    const removedMs = this.#addressesInSlices().has(address) ? undefined : atMs
    this.#byAddress.set(address, { pod, removedMs, waiting, convergedMs: undefined })
  }

  #slicesChanged(atMs: number): void {
    const open = [...this.#byAddress].filter(([, one]) => one.removedMs === undefined)
    if (open.length === 0) return
    const held = this.#addressesInSlices()
    for (const [address, one] of open) if (!held.has(address)) one.removedMs = atMs
  }

  #synced({ node, family, atMs }: Extract<RunEvent, { kind: 'sync-done' }>): void {
    for (const [address, one] of this.#byAddress) {
      if (one.convergedMs !== undefined || one.removedMs === undefined) continue
      if (atMs < one.removedMs + this.#syncMs || familyOfText(address) !== family) continue
      this.#heardOf(one, node, atMs)
    }
  }

  #heardOf(one: GonePod, node: string, atMs: number): void {
    if (one.waiting.delete(node) && one.waiting.size === 0 && one.removedMs !== undefined)
      one.convergedMs = atMs
  }

  #sentTo(connection: number, address: string): string | undefined {
    const opened = this.#open.of(connection)
    const gone = this.#byAddress.get(address)
    if (opened === undefined || gone?.convergedMs === undefined) return undefined
    if (opened.atMs <= gone.convergedMs || isTo(opened.destination, address)) return undefined
    return `connection ${connection} was sent to ${gone.pod}, ${(opened.atMs - gone.convergedMs) / 1_000} s after every node had rules without it`
  }

  #addressesInSlices(): ReadonlySet<string> {
    return new Set(
      this.#cluster.objects.flatMap((object) =>
        object.kind === 'EndpointSlice'
          ? object.endpoints.flatMap(({ addresses }) => addresses)
          : [],
      ),
    )
  }
}

/** Who names the pod itself means nobody else. */
function isTo(destination: string, address: string): boolean {
  return destination.slice(0, destination.lastIndexOf(':')).replace(/^\[|\]$/g, '') === address
}

function familyOfText(address: string): string | undefined {
  const parsed = tryParseAddress(address)
  return parsed === undefined ? undefined : familyOf(parsed)
}
