/** What a packet's way cost, counted by kind; the cost model puts prices on it. */
export interface Visits {
  /** iptables rules examined, matched or not, of any kind. */
  rules: number
  /** Of these: rules with a statistic match that was evaluated. */
  statistic: number
  /** `recent` matches evaluated. */
  recent: number
  /** Recent tables passed until theirs was found: the kernel keeps them in one list (recent_table_lookup, xt_recent.c). */
  recentTables: number
  /** `-m set` and nft set lookups. */
  setLookups: number
  /** Addresses put into nft sets by packets (`update @set`). */
  setUpdates: number
  /** nft (verdict) map lookups. */
  mapLookups: number
  /** nft rules examined. */
  nftRules: number
  chainJumps: number
  conntrackLookups: number
  /** Looks into IPVS's hash tables: connections, templates, virtual servers. */
  ipvsLookups: number
  /** Servers looked at by an IPVS scheduler. */
  schedulerSteps: number
}

export function createVisits(): Visits {
  return {
    rules: 0,
    statistic: 0,
    recent: 0,
    recentTables: 0,
    setLookups: 0,
    setUpdates: 0,
    mapLookups: 0,
    nftRules: 0,
    chainJumps: 0,
    conntrackLookups: 0,
    ipvsLookups: 0,
    schedulerSteps: 0,
  }
}
