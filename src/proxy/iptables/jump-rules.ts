/** One call of `iptables` outside of the restore: a chain that must exist, or a rule that must come first. */
export type EnsureOperation =
  | { readonly kind: 'chain'; readonly table: IptablesTable; readonly chain: string }
  | {
      readonly kind: 'rule'
      readonly table: IptablesTable
      readonly chain: string
      /** Matches and target, as after `-A CHAIN`. */
      readonly rule: string
    }

export type IptablesTable = 'filter' | 'nat'

/** The kubelet makes it too, and nobody removes it. */
export const kubeletChain = 'KUBE-FIREWALL'

const stateNew = '-m conntrack --ctstate NEW'

/** Table, from, to, match, comment: iptables/proxier.go iptablesJumpChains and iptablesKubeletJumpChains. */
const jumps: readonly (readonly [IptablesTable, string, string, string, string])[] = [
  [
    'filter',
    'INPUT',
    'KUBE-EXTERNAL-SERVICES',
    stateNew,
    'kubernetes externally-visible service portals',
  ],
  [
    'filter',
    'FORWARD',
    'KUBE-EXTERNAL-SERVICES',
    stateNew,
    'kubernetes externally-visible service portals',
  ],
  ['filter', 'INPUT', 'KUBE-NODEPORTS', '', 'kubernetes health check service ports'],
  ['filter', 'FORWARD', 'KUBE-SERVICES', stateNew, 'kubernetes service portals'],
  ['filter', 'OUTPUT', 'KUBE-SERVICES', stateNew, 'kubernetes service portals'],
  ['filter', 'FORWARD', 'KUBE-FORWARD', '', 'kubernetes forwarding rules'],
  ['filter', 'INPUT', 'KUBE-PROXY-FIREWALL', stateNew, 'kubernetes load balancer firewall'],
  ['filter', 'OUTPUT', 'KUBE-PROXY-FIREWALL', stateNew, 'kubernetes load balancer firewall'],
  ['filter', 'FORWARD', 'KUBE-PROXY-FIREWALL', stateNew, 'kubernetes load balancer firewall'],
  ['nat', 'OUTPUT', 'KUBE-SERVICES', '', 'kubernetes service portals'],
  ['nat', 'PREROUTING', 'KUBE-SERVICES', '', 'kubernetes service portals'],
  ['nat', 'POSTROUTING', 'KUBE-POSTROUTING', '', 'kubernetes postrouting rules'],
  ['filter', 'INPUT', kubeletChain, '', ''],
  ['filter', 'OUTPUT', kubeletChain, '', ''],
]

/**
 * The jumps from the built-in chains, in the order in which kube-proxy makes sure of them at each full sync.
 * Each rule is put first, so that they end in reverse order.
 */
export const jumpOperations: readonly EnsureOperation[] = jumps.flatMap(
  ([table, from, to, match, comment]): EnsureOperation[] => [
    { kind: 'chain', table, chain: to },
    {
      kind: 'rule',
      table,
      chain: from,
      rule: [match, comment === '' ? '' : `-m comment --comment "${comment}"`, `-j ${to}`]
        .filter((part) => part !== '')
        .join(' '),
    },
  ],
)

/** Those of a kube-proxy that rejects forwarded packets to a cluster IP without endpoints, or only the node's own. */
export function jumpOperationsOf(rejectsForwarded: boolean): readonly EnsureOperation[] {
  if (rejectsForwarded) return jumpOperations
  return jumpOperations.filter(
    (one) =>
      one.kind === 'chain' || one.chain !== 'FORWARD' || !one.rule.endsWith('-j KUBE-SERVICES'),
  )
}

/** `-t nat -N CHAIN` or `-t nat -I CHAIN RULE`: the operation as arguments of `iptables`. */
export function formatEnsureOperation(operation: EnsureOperation): string {
  const { table, chain } = operation
  return operation.kind === 'chain'
    ? `-t ${table} -N ${chain}`
    : `-t ${table} -I ${chain} ${operation.rule}`
}
