import type { Family } from '../../packet/address.ts'
import { isServiceChainName } from '../iptables/chain-names.ts'
import { type IptablesTable, jumpOperations, kubeletChain } from '../iptables/jump-rules.ts'
import type { CleanupStep } from './cleanup-step.ts'

/** The chains that a table of the node has now. */
export type ExistingChains = Readonly<Record<IptablesTable, readonly string[]>>

/** kube-proxy's Monitor keeps one in each table, to see when somebody flushes them. */
const canaryChain = 'KUBE-PROXY-CANARY'

/** Chains that belong to no single Service, in the order in which they go. */
const sharedChains: Readonly<Record<IptablesTable, readonly string[]>> = {
  nat: ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', canaryChain],
  filter: [
    'KUBE-SERVICES',
    'KUBE-EXTERNAL-SERVICES',
    'KUBE-FORWARD',
    'KUBE-NODEPORTS',
    'KUBE-PROXY-FIREWALL',
    canaryChain,
  ],
}

/**
 * What iptables mode may have left, for one family (pkg/proxy/iptables/cleanup.go). KUBE-FIREWALL stays: it is
 * the kubelet's too. A chain that something else leads to makes its whole table's restore fail.
 */
export function iptablesCleanup(family: Family, existing: ExistingChains): CleanupStep[] {
  const unlinking = jumpOperations.flatMap((operation): CleanupStep[] =>
    operation.kind === 'rule' && !operation.rule.endsWith(`-j ${kubeletChain}`)
      ? [{ ...operation, kind: 'delete-rule', family }]
      : [],
  )
  const serviceChains = existing.nat.filter(isServiceChainName).sort()
  return [
    ...unlinking,
    restore(family, 'nat', [...knownIn('nat', existing), ...serviceChains]),
    restore(family, 'filter', knownIn('filter', existing)),
    { kind: 'delete-chain', family, table: 'mangle', chain: canaryChain },
  ]
}

function knownIn(table: IptablesTable, existing: ExistingChains): string[] {
  return sharedChains[table].filter((chain) => existing[table].includes(chain))
}

function restore(family: Family, table: IptablesTable, chains: readonly string[]): CleanupStep {
  const flushes = chains.map((chain) => `:${chain} - [0:0]\n`).join('')
  const deletions = chains.map((chain) => `-X ${chain}\n`).join('')
  return { kind: 'restore', family, text: `*${table}\n${flushes}${deletions}COMMIT\n` }
}
