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
      statistic: 59,
      recent: 65,
      recentTables: 10.7,
      recentTablesBySize: 4.2,
    },
    establishedUs: 1.01,
    measured: true,
    source,
    heldBack: { medianError: 0.038, worstError: 0.067, rSquared: 0.9936 },
  },
  'iptables-nft': {
    backend: 'iptables-nft',
    fixedUs: 3.5,
    visitNs: {
      rules: 13.9,
      statistic: 84,
      recent: 78,
      recentTables: 11,
      recentTablesBySize: 4.7,
    },
    establishedUs: 1.32,
    measured: true,
    source,
    heldBack: { medianError: 0.058, worstError: 0.073, rSquared: 0.9987 },
  },
  nftables: {
    backend: 'nftables',
    fixedUs: 3.01,
    visitNs: { setLookups: 50 },
    establishedUs: 1,
    measured: true,
    source,
  },
  ipvs: {
    backend: 'ipvs',
    // Set so that a connection costs as much as with iptables-legacy at about 1,000 Services, as Tigera and UCloud found;
    // a probe and a step are taken for a cache line of a hash chain or a list.
    fixedUs: 3.9,
    visitNs: { rules: 2.35, setLookups: 50, ipvsLookups: 50, schedulerSteps: 5 },
    establishedUs: 1.3,
    measured: false,
    source: 'an estimate: no measurement of IPVS was at hand',
  },
}
