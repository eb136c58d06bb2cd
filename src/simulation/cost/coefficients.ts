/** How a node's kernel runs the rules. The same rules cost another time in each. */
export type Backend = 'iptables-legacy' | 'iptables-nft' | 'nftables' | 'ipvs'

/**
 * What a first packet's way costs on a real kernel, over a path without any rules. Microseconds (`…Us`)
 * or nanoseconds (`…Ns`). They belong to one machine: use their ratios and shapes.
 */
export interface Coefficients {
  readonly backend: Backend
  readonly fixedUs: number
  readonly ruleNs: number
  /** A rule with a statistic match, instead of `ruleNs`. */
  readonly statisticNs: number
  /** A recent match, times the number of recent tables on the node: one list, one lock. */
  readonly recentPerTableNs: number
  readonly establishedUs: number
  /** False: nobody measured it, and whoever prints it must say so. */
  readonly measured: boolean
  readonly source: string
}

const source =
  'Linux 6.18.44, iptables 1.8.9, nft 1.0.6, warm caches, one machine, 2026-11-20 (median of 500 packets a point)'

export const measuredCoefficients: Readonly<Record<Backend, Coefficients>> = {
  'iptables-legacy': {
    backend: 'iptables-legacy',
    fixedUs: 2.7,
    ruleNs: 2.75,
    statisticNs: 70,
    recentPerTableNs: 16,
    establishedUs: 1.0,
    measured: true,
    source,
  },
  'iptables-nft': {
    backend: 'iptables-nft',
    fixedUs: 4.01,
    ruleNs: 13.9,
    statisticNs: 110,
    recentPerTableNs: 16,
    establishedUs: 1.3,
    measured: true,
    source,
  },
  nftables: {
    backend: 'nftables',
    fixedUs: 3.15,
    ruleNs: 0,
    statisticNs: 0,
    recentPerTableNs: 0,
    establishedUs: 1.0,
    measured: true,
    source,
  },
  ipvs: {
    backend: 'ipvs',
    fixedUs: 4,
    ruleNs: 2.75,
    statisticNs: 0,
    recentPerTableNs: 16,
    establishedUs: 1.5,
    measured: false,
    source: 'an estimate: no measurement of IPVS was at hand',
  },
}
