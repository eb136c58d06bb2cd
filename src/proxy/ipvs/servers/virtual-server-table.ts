import type { EndpointInfo } from '../../tracking/endpoint-info.ts'
import type { IpvsOperation, RealServerOperation } from '../transaction.ts'
import { TerminatingServers } from './terminating-servers.ts'
import { equalSettings, type RealServer, usedWeight, type VirtualServer } from './virtual-server.ts'

/** A virtual server as it stands in the kernel, by what kube-proxy did. */
export interface AppliedServer {
  readonly virtualServer: VirtualServer
  readonly realServers: ReadonlyMap<string, RealServer>
}

/** Active and inactive connections of a real server, together: what the kernel counts. */
export type CountConnections = (virtualServer: VirtualServer, realServer: RealServer) => number

/** Most virtual servers never change after they were made: a list of servers is enough for them. */
class Applied implements AppliedServer {
  virtualServer: VirtualServer
  #list: RealServer[] | undefined = []
  #byText: Map<string, RealServer> | undefined

  constructor(virtualServer: VirtualServer) {
    this.virtualServer = virtualServer
  }

  get isEmpty(): boolean {
    return (this.#list?.length ?? this.#byText?.size ?? 0) === 0
  }

  get realServers(): Map<string, RealServer> {
    this.#byText ??= new Map(this.#list?.map((server) => [server.text, server]))
    this.#list = undefined
    return this.#byText
  }

  /** One that is not there yet. */
  add(server: RealServer): void {
    if (this.#list === undefined) this.realServers.set(server.text, server)
    else this.#list.push(server)
  }
}

/**
 * The virtual servers in the kernel and the steps that bring one to what is wanted
 * (pkg/proxy/ipvs/proxier.go syncService, syncEndpoint). Steps are appended to `operations`.
 */
export class VirtualServerTable {
  readonly #applied = new Map<string, Applied>()
  readonly #terminating = new TerminatingServers()
  readonly #countConnections: CountConnections
  /** Virtual servers for which the same wish would have more to do at the next sync. */
  readonly #unsettled = new Set<string>()

  constructor(countConnections: CountConnections, existing: Iterable<AppliedServer> = []) {
    this.#countConnections = countConnections
    for (const { virtualServer, realServers } of existing) {
      const applied = new Applied(virtualServer)
      for (const server of realServers.values()) applied.add(server)
      this.#applied.set(virtualServer.text, applied)
    }
  }

  get hasUnsettled(): boolean {
    return this.#unsettled.size > 0
  }

  /** Names of those that the next sync has to look at, even if nothing changes. */
  takeUnsettled(): string[] {
    const names = [...this.#unsettled]
    this.#unsettled.clear()
    return names
  }

  ensure(wanted: VirtualServer, operations: IpvsOperation[]): void {
    const applied = this.#applied.get(wanted.text)
    if (applied === undefined) {
      operations.push({ kind: 'add-virtual-server', virtualServer: wanted })
      this.#applied.set(wanted.text, new Applied(wanted))
    } else if (!equalSettings(applied.virtualServer, wanted)) {
      operations.push({ kind: 'update-virtual-server', virtualServer: wanted })
      applied.virtualServer = wanted
    }
  }

  /** `endpoints` are sorted by `text`. `isFirst`: the first sync, which also sets weights right. */
  syncRealServers(
    name: string,
    endpoints: readonly EndpointInfo[],
    isFirst: boolean,
    operations: IpvsOperation[],
  ): void {
    const applied = this.#applied.get(name)
    if (applied === undefined) return
    const unwanted = applied.isEmpty ? undefined : new Map(applied.realServers)
    const oddWeights = isFirst && unwanted !== undefined ? countOddWeights(unwanted) : 0
    for (const endpoint of endpoints) {
      const isThere = unwanted?.delete(endpoint.text) ?? false
      if (isThere) {
        for (let times = 0; times < oddWeights; times += 1)
          this.#change('update-real-server', applied, realServerOf(endpoint), operations)
        if (!this.#terminating.delete(name, endpoint.text)) continue
        this.#change('delete-real-server', applied, realServerOf(endpoint), operations)
      } else if (this.#terminating.has(name, endpoint.text)) this.#unsettled.add(name)
      this.#change('add-real-server', applied, realServerOf(endpoint), operations)
    }
    if (unwanted === undefined || unwanted.size === 0) return
    for (const server of [...unwanted.values()].sort(byText))
      if (!this.#terminating.has(name, server.text)) this.#retire(applied, server, operations)
  }

  delete(name: string, operations: IpvsOperation[]): void {
    const applied = this.#applied.get(name)
    if (applied === undefined) return
    this.#applied.delete(name)
    // Servers of it that wait for their connections to end go on waiting, as in kube-proxy's list.
    operations.push({ kind: 'delete-virtual-server', virtualServer: applied.virtualServer })
  }

  /** The look at terminating servers that kube-proxy takes every minute (graceful_termination.go tryDeleteRs). */
  checkTerminating(operations: IpvsOperation[]): void {
    for (const { name, realServer } of this.#terminating.list()) {
      const applied = this.#applied.get(name)
      // Of a virtual server that is gone they stay in the list: a failure, tried again each minute.
      if (applied === undefined) continue
      const server = applied.realServers.get(realServer)
      if (server !== undefined && this.#isBusy(applied, server)) continue
      this.#terminating.delete(name, realServer)
      // The server may be wanted again by now (its virtual server was deleted and came back).
      this.#unsettled.add(name)
      if (server !== undefined) this.#change('delete-real-server', applied, server, operations)
    }
  }

  get(name: string): AppliedServer | undefined {
    return this.#applied.get(name)
  }

  values(): IterableIterator<AppliedServer> {
    return this.#applied.values()
  }

  names(): IterableIterator<string> {
    return this.#applied.keys()
  }

  /** `VIRTUAL/REAL` of the servers that wait for their connections to end, sorted. */
  terminating(): string[] {
    return this.#terminating.list().map(({ name, realServer }) => `${name}/${realServer}`)
  }

  /** graceful_termination.go GracefulDeleteRS: at once without connections, else weight 0 until they are gone. */
  #retire(applied: Applied, server: RealServer, operations: IpvsOperation[]): void {
    if (!this.#isBusy(applied, server)) {
      this.#change('delete-real-server', applied, server, operations)
      return
    }
    this.#change('update-real-server', applied, { ...server, weight: 0 }, operations)
    this.#terminating.add(applied.virtualServer.text, server.text)
  }

  /** UDP and SCTP servers go at once: with expire_nodest_conn=1 their connections end by the next packet. */
  #isBusy({ virtualServer }: Applied, server: RealServer): boolean {
    return virtualServer.protocol === 'TCP' && this.#countConnections(virtualServer, server) !== 0
  }

  #change(
    kind: RealServerOperation['kind'],
    applied: Applied,
    realServer: RealServer,
    operations: IpvsOperation[],
  ): void {
    if (kind === 'add-real-server') applied.add(realServer)
    else if (kind === 'delete-real-server') applied.realServers.delete(realServer.text)
    else applied.realServers.set(realServer.text, realServer)
    operations.push({ kind, virtualServer: applied.virtualServer, realServer })
  }
}

function realServerOf({ text, ip, port }: EndpointInfo): RealServer {
  return { text, ip, port, weight: usedWeight }
}

/** kube-proxy updates a server that it wants once for every one whose weight is off, not that one itself. */
function countOddWeights(realServers: ReadonlyMap<string, RealServer>): number {
  let count = 0
  for (const { weight } of realServers.values()) if (weight !== usedWeight) count += 1
  return count
}

function byText(a: RealServer, b: RealServer): number {
  return a.text < b.text ? -1 : 1
}
