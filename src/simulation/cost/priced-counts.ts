import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { Visits } from '../../kernel/netfilter/visits.ts'

/** What makes the same visit dearer: the more there is, the less of it is in the processor's caches. */
export interface RuleSetSize {
  /** Rules of the longest chain: KUBE-SERVICES, where there are Services. */
  readonly longestChain: number
  /** On the whole node. */
  readonly recentTables: number
}

export const noRules: RuleSetSize = { longestChain: 0, recentTables: 0 }

/**
 * What has a price. `rulesBySize`: every rule visited once more for each thousand in the longest chain.
 * `recentTablesBySize`: every table passed once more for each thousand beyond those that are passed at one speed.
 */
export type PricedKind = keyof Visits | 'rulesBySize' | 'recentTablesBySize'

/**
 * Measured: 10.2 to 10.7 ns a table up to 1,500 tables, 14 at 2,000, 25 at 5,000. Each table is a page of its own, and a
 * processor remembers where about so many pages are.
 */
const quickRecentTables = 1_300

/** What one of each kind is called in a sum. */
export const kindNames: Readonly<Record<PricedKind, string>> = {
  rules: 'rules',
  rulesBySize: 'rules × thousands in the chain',
  statistic: 'of them statistic',
  recent: 'of them recent',
  recentTables: 'recent tables passed',
  recentTablesBySize: 'tables passed × thousands beyond 1300',
  setLookups: 'set lookups',
  setUpdates: 'set updates',
  mapLookups: 'map lookups',
  nftRules: 'nft rules',
  chainJumps: 'chain jumps',
  conntrackLookups: 'conntrack lookups',
  ipvsLookups: 'IPVS lookups',
  schedulerSteps: 'scheduler steps',
}
export const pricedKinds = Object.keys(kindNames) as readonly PricedKind[]

/** How many of a kind a packet's way had. */
export function countOf(kind: PricedKind, visits: Visits, size: RuleSetSize): number {
  switch (kind) {
    case 'rulesBySize':
      return visits.rules * thousandsOfRules(size)
    case 'recentTablesBySize':
      return visits.recentTables * thousandsOfTables(size)
    default:
      return visits[kind]
  }
}

export function thousandsOfRules({ longestChain }: RuleSetSize): number {
  return longestChain / 1_000
}

/** Beyond those that are passed at one speed. */
export function thousandsOfTables({ recentTables }: RuleSetSize): number {
  return Math.max(0, recentTables - quickRecentTables) / 1_000
}

export function sizeOfRuleSet(engine: IptablesEngine): RuleSetSize {
  let longestChain = 0
  for (const table of engine.tables()) longestChain = Math.max(longestChain, table.longestChain)
  return { longestChain, recentTables: engine.recent.size }
}
