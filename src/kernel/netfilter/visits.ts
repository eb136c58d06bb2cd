/** What a packet's way cost, counted by kind; the cost model puts prices on it. */
export interface Visits {
  /** iptables rules examined, matched or not, of any kind. */
  rules: number
  /** Of these: rules with a statistic match that was evaluated. */
  statistic: number
  /** `recent` matches evaluated; each costs by the number of recent tables on the node. */
  recent: number
  /** `-m set` and nft set lookups. */
  setLookups: number
  /** nft (verdict) map lookups. */
  mapLookups: number
  /** nft rules examined. */
  nftRules: number
  chainJumps: number
  conntrackLookups: number
  ipvsLookups: number
  /** Servers looked at by an IPVS scheduler. */
  schedulerSteps: number
}

export function createVisits(): Visits {
  return {
    rules: 0,
    statistic: 0,
    recent: 0,
    setLookups: 0,
    mapLookups: 0,
    nftRules: 0,
    chainJumps: 0,
    conntrackLookups: 0,
    ipvsLookups: 0,
    schedulerSteps: 0,
  }
}
