import { type Backend, IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import { RecentTables } from '../../kernel/iptables/matches/state/recent-tables.ts'
import { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import type { NodeKernel } from '../../kernel/node-kernel.ts'
import type { Family } from '../../packet/address.ts'
import type { IpvsSnapshot } from '../../proxy/ipvs/ipvs-proxier.ts'
import type { NftablesSnapshot } from '../../proxy/nftables/kept/port-records.ts'
import { tableName } from '../../proxy/nftables/table-names.ts'
import { IpvsKernel } from './ipvs-kernel.ts'

/** What `uname -r` says on a node: new enough for kube-proxy to leave conn_reuse_mode alone. */
export const defaultKernelRelease = '6.12'

/** Everything that kube-proxies write into, whatever their mode: it outlives them. */
export class NodeEngines {
  readonly nftables = new NftablesEngine()
  readonly ipvs: IpvsKernel
  readonly kernelRelease: string
  /** Somebody else holds /run/xtables.lock: nothing is written into iptables. */
  isXtablesLocked = false
  readonly #backend: Backend
  readonly #recent = new RecentTables()
  readonly #iptables = new Map<Family, IptablesEngine>()
  readonly #leftInIpvs = new Map<Family, IpvsSnapshot>()
  readonly #leftInNftables = new Map<Family, NftablesSnapshot>()

  constructor(kernel: NodeKernel, backend: Backend, kernelRelease = defaultKernelRelease) {
    this.kernelRelease = kernelRelease
    this.ipvs = new IpvsKernel(kernel, kernelRelease)
    this.#backend = backend
  }

  /** Of the families that some mode asked for. */
  get iptables(): ReadonlyMap<Family, IptablesEngine> {
    return this.#iptables
  }

  readonly iptablesOf = (family: Family): IptablesEngine => {
    const known = this.#iptables.get(family)
    if (known !== undefined) return known
    const { sets, hooks } = this.ipvs
    const options = { family, backend: this.#backend, recent: this.#recent, sets, ipvs: hooks }
    const engine = new IptablesEngine(options)
    this.#iptables.set(family, engine)
    return engine
  }

  /** A kube-proxy ends, and leaves this. */
  leaveIpvs(family: Family, snapshot: IpvsSnapshot): void {
    this.#leftInIpvs.set(family, snapshot)
  }

  leaveNftables(family: Family, snapshot: NftablesSnapshot): void {
    this.#leftInNftables.set(family, snapshot)
  }

  /** What is still there of what was left. */
  readonly leftInIpvs = (family: Family): IpvsSnapshot | undefined => {
    const left = this.#leftInIpvs.get(family)
    if (left === undefined) return undefined
    const addresses = new Set(this.ipvs.addresses)
    return {
      virtualServers: left.virtualServers.filter((one) => this.ipvs.has(one.virtualServer)),
      sets: left.sets.filter(({ definition }) => this.ipvs.sets.get(definition.name) !== undefined),
      addresses: left.addresses.filter((address) => addresses.has(address)),
    }
  }

  readonly leftInNftables = (family: Family): NftablesSnapshot | undefined => {
    const table = this.nftables.ruleset.table(family === 'IPv4' ? 'ip' : 'ip6', tableName)
    return table === undefined ? undefined : this.#leftInNftables.get(family)
  }
}
