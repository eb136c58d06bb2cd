import type { EnsureOperation } from '../../iptables/jump-rules.ts'

type Table = 'nat' | 'filter'

/** Chains that kube-proxy makes, in this order (pkg/proxy/ipvs/proxier.go iptablesChains). */
const chains: Readonly<Record<Table, readonly string[]>> = {
  nat: [
    'KUBE-SERVICES',
    'KUBE-POSTROUTING',
    'KUBE-NODE-PORT',
    'KUBE-LOAD-BALANCER',
    'KUBE-MARK-MASQ',
  ],
  filter: [
    'KUBE-FORWARD',
    'KUBE-NODE-PORT',
    'KUBE-PROXY-FIREWALL',
    'KUBE-SOURCE-RANGES-FIREWALL',
    'KUBE-IPVS-FILTER',
    'KUBE-IPVS-OUT-FILTER',
  ],
}

/** Table, from, to, comment (proxier.go iptablesJumpChain). */
const jumps: readonly (readonly [Table, string, string, string])[] = [
  ['nat', 'OUTPUT', 'KUBE-SERVICES', 'kubernetes service portals'],
  ['nat', 'PREROUTING', 'KUBE-SERVICES', 'kubernetes service portals'],
  ['nat', 'POSTROUTING', 'KUBE-POSTROUTING', 'kubernetes postrouting rules'],
  ['filter', 'FORWARD', 'KUBE-FORWARD', 'kubernetes forwarding rules'],
  ['filter', 'INPUT', 'KUBE-NODE-PORT', 'kubernetes health check rules'],
  ['filter', 'INPUT', 'KUBE-PROXY-FIREWALL', 'kube-proxy firewall rules'],
  ['filter', 'FORWARD', 'KUBE-PROXY-FIREWALL', 'kube-proxy firewall rules'],
  ['filter', 'INPUT', 'KUBE-IPVS-FILTER', 'kubernetes ipvs access filter'],
  ['filter', 'OUTPUT', 'KUBE-IPVS-OUT-FILTER', 'kubernetes ipvs access filter'],
]

/** Makes sure of the chains, then of the rules that lead into them; each rule is put first in its chain. */
export const ensureOperations: readonly EnsureOperation[] = [
  ...chainsOf('nat'),
  ...chainsOf('filter'),
  ...jumps.map(([table, chain, to, comment]): EnsureOperation => {
    return { kind: 'rule', table, chain, rule: `-m comment --comment "${comment}" -j ${to}` }
  }),
]

/** `:NAME - [0:0]`, as iptables-restore reads it: makes the chain, or empties it. */
export function chainLines(table: Table): string[] {
  return chains[table].map((name) => `:${name} - [0:0]`)
}

function chainsOf(table: Table): EnsureOperation[] {
  return chains[table].map((chain) => ({ kind: 'chain', table, chain }))
}
