/** kube-proxy looks this often whether terminating servers have lost their connections (rsCheckDeleteInterval). */
export const terminationCheckPeriodMs = 60_000

export interface TerminatingServer {
  /** Of the virtual server. */
  readonly name: string
  readonly realServer: string
}

/** Real servers with weight 0 that wait for their connections to end (pkg/proxy/ipvs/graceful_termination.go). */
export class TerminatingServers {
  readonly #byVirtualServer = new Map<string, Set<string>>()

  has(name: string, realServer: string): boolean {
    return this.#byVirtualServer.get(name)?.has(realServer) ?? false
  }

  add(name: string, realServer: string): void {
    const servers = this.#byVirtualServer.get(name)
    if (servers === undefined) this.#byVirtualServer.set(name, new Set([realServer]))
    else servers.add(realServer)
  }

  delete(name: string, realServer: string): boolean {
    const servers = this.#byVirtualServer.get(name)
    if (servers?.delete(realServer) !== true) return false
    if (servers.size === 0) this.#byVirtualServer.delete(name)
    return true
  }

  /** By name, then real server (kube-proxy: in the order of a Go map). */
  list(): TerminatingServer[] {
    return [...this.#byVirtualServer]
      .flatMap(([name, servers]) => [...servers].map((realServer) => ({ name, realServer })))
      .sort((a, b) => (`${a.name}/${a.realServer}` < `${b.name}/${b.realServer}` ? -1 : 1))
  }
}
