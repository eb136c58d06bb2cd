import type { CoefficientSet } from './coefficients.ts'

/**
 * The coefficients that the program comes with. Fixed part, rules and later packets: fitted to the recording of 2026-11-20.
 * What a Service's own rules cost: `kpe calibrate` of 2026-11-27, on the same kind of machine with the same kernel and programs.
 * Both sets of points are in tests/simulation/cost/data; docs/cost-model.md has the errors.
 */
const source =
  'Linux 6.18.44 in a virtual machine (AMD EPYC), iptables 1.8.9, nft 1.0.6, warm caches, 2026-11-20 and 2026-11-27'

export const measuredCoefficients: CoefficientSet = {
  'iptables-legacy': {
    backend: 'iptables-legacy',
    fixedUs: 2.88,
    visitNs: {
      rules: 2.35,
      rulesBySize: 0.0225,
      statistic: 60,
      recent: 112,
      recentTables: 9.6,
      recentTablesBySize: 2.1,
    },
    establishedUs: 1.01,
    measured: true,
    source,
  },
  'iptables-nft': {
    backend: 'iptables-nft',
    fixedUs: 3.5,
    visitNs: {
      rules: 13.9,
      statistic: 90,
      recent: 178,
      recentTables: 9.3,
      recentTablesBySize: 2.8,
    },
    establishedUs: 1.32,
    measured: true,
    source,
  },
  nftables: {
    backend: 'nftables',
    fixedUs: 3.11,
    visitNs: { setLookups: 49, setUpdates: 500 },
    establishedUs: 1,
    measured: true,
    source,
  },
  ipvs: {
    backend: 'ipvs',
    // Hooks, conntrack and NAT as in the other modes; a probe and a step are a hash chain's or a list's next cache line.
    fixedUs: 3.5,
    visitNs: { rules: 2.35, setLookups: 49, ipvsLookups: 50, schedulerSteps: 5 },
    establishedUs: 1.3,
    measured: false,
    source: 'an estimate: no measurement of IPVS was at hand',
  },
}
