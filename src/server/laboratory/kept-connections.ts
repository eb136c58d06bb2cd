import { listConnections } from '../../kernel/netfilter/connection-listing.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { familyOf, formatAddress, formatEndpoint } from '../../packet/address.ts'
import { formatProtocol } from '../../packet/protocol.ts'
import type { TraceReport } from '../../report/trace/trace-report.ts'
import type { KeptNode } from './kept-nodes.ts'

/** A connection that was opened, and what became of it. */
export interface KeptConnection {
  readonly connection: number
  readonly openedAtMs: number
  readonly node: string
  readonly mode: string
  readonly protocol: string
  readonly source: string
  readonly destination: string
  readonly outcome: string
  readonly backend?: string
  readonly backendName?: string
  /** Where it stands; `refused`: it never stood. */
  readonly state: ConnectionState
}

/**
 * `open`; `entry-gone`: the kernel's entry expired or was deleted; `backend-gone`: packets still go to a pod
 * that is no more; `backend-unused`: it goes on, though its backend gets no new connections.
 */
export type ConnectionState = 'open' | 'refused' | 'entry-gone' | 'backend-gone' | 'backend-unused'

export interface ConnectionChange {
  readonly connection: number
  readonly before: ConnectionState
  readonly now: ConnectionState
}

interface Entry {
  readonly node: KeptNode
  /** How `conntrack -L` writes its first half. */
  readonly tuple: string
  readonly ipv4: boolean
  readonly backendAddress: string | undefined
  record: KeptConnection
}

/** Connections opened by hand on the nodes of one cluster. The oldest are forgotten. */
const connectionsMax = 10_000

export class KeptConnections {
  readonly #entries = new Map<number, Entry>()
  #last = 0

  add(node: KeptNode, report: TraceReport, nowMs: number): KeptConnection {
    this.#last += 1
    const { request, exchange } = report
    const { source, destination } = request
    const { backend, outcome } = exchange.result
    const name = backend === undefined ? undefined : report.nameOf(backend.address)
    const record: KeptConnection = {
      connection: this.#last,
      openedAtMs: nowMs,
      node: node.name,
      mode: node.mode,
      protocol: formatProtocol(request.protocol),
      source: formatEndpoint(source.address, source.port),
      destination: formatEndpoint(destination.address, destination.port),
      outcome,
      ...(backend === undefined ? {} : { backend: formatEndpoint(backend.address, backend.port) }),
      ...(name === undefined ? {} : { backendName: name }),
      state: outcome === 'reached' ? 'open' : 'refused',
    }
    this.#entries.set(this.#last, {
      node,
      tuple: `src=${formatAddress(source.address)} dst=${formatAddress(destination.address)} sport=${source.port} dport=${destination.port} `,
      ipv4: familyOf(source.address) === 'IPv4',
      backendAddress: backend === undefined ? undefined : formatAddress(backend.address),
      record,
    })
    if (this.#entries.size > connectionsMax) this.#entries.delete(this.#last - connectionsMax)
    return record
  }

  get(connection: number): KeptConnection | undefined {
    return this.#entries.get(connection)?.record
  }

  list(): readonly KeptConnection[] {
    return [...this.#entries.values()].map(({ record }) => record)
  }

  /** Looks where every connection stands now; answers those that stand elsewhere than before. */
  update(objects: readonly KubernetesObject[], nowMs: number): ConnectionChange[] {
    const live = new Map<KeptNode, Readonly<Record<'ipv4' | 'ipv6', string>>>()
    const { known, usable } = addressesIn(objects)
    const changes: ConnectionChange[] = []
    for (const entry of this.#entries.values()) {
      const { record } = entry
      if (record.state === 'refused' || record.state === 'entry-gone') continue
      const now = this.#stateOf(entry, live, known, usable, nowMs)
      if (now === record.state) continue
      changes.push({ connection: record.connection, before: record.state, now })
      entry.record = { ...record, state: now }
    }
    return changes
  }

  #stateOf(
    { node, tuple, ipv4, backendAddress }: Entry,
    live: Map<KeptNode, Readonly<Record<'ipv4' | 'ipv6', string>>>,
    known: ReadonlySet<string>,
    usable: ReadonlySet<string>,
    nowMs: number,
  ): ConnectionState {
    let listed = live.get(node)
    if (listed === undefined) {
      const { tracker } = node.emulated.kernel
      listed = {
        ipv4: listConnections(tracker.ipv4, nowMs).join('\n'),
        ipv6: listConnections(tracker.ipv6, nowMs).join('\n'),
      }
      live.set(node, listed)
    }
    if (!listed[ipv4 ? 'ipv4' : 'ipv6'].includes(tuple)) return 'entry-gone'
    if (backendAddress === undefined || usable.has(backendAddress)) return 'open'
    return known.has(backendAddress) ? 'backend-unused' : 'backend-gone'
  }
}

/** Addresses that somebody has, and those that are ready endpoints of something. */
function addressesIn(objects: readonly KubernetesObject[]) {
  const known = new Set<string>()
  const usable = new Set<string>()
  for (const object of objects) {
    if (object.kind === 'Pod') for (const { ip } of object.status.podIPs) known.add(ip)
    if (object.kind === 'Node')
      for (const { address } of object.status.addresses) known.add(address)
    if (object.kind !== 'EndpointSlice') continue
    for (const { addresses, conditions } of object.endpoints)
      for (const address of addresses) {
        known.add(address)
        if (conditions.ready !== false) usable.add(address)
      }
  }
  return { known, usable }
}
