import type { Family } from '../../packet/address.ts'
import type { ProxyMode } from '../configuration.ts'
import { tableName } from '../nftables/table-names.ts'
import type { CleanupStep } from './cleanup-step.ts'
import { type ExistingChains, iptablesCleanup } from './iptables-leftovers.ts'
import { ipvsCleanup } from './ipvs-leftovers.ts'

/** What is asked of the node before it is cleaned up. */
export interface NodeToCleanUp {
  readonly families: readonly Family[]
  chainsOf(family: Family): ExistingChains
}

/**
 * What kube-proxy removes before it starts in a mode; `everything`: what `kube-proxy --cleanup` does
 * (cmd/kube-proxy/app/server_linux.go platformCleanup). iptables and IPVS mode share chains, so neither removes
 * what the other left.
 */
export function platformCleanup(
  mode: ProxyMode | 'everything',
  { families, chainsOf }: NodeToCleanUp,
): CleanupStep[] {
  const steps: CleanupStep[] = []
  if (mode === 'nftables' || mode === 'everything')
    steps.push(
      ...families.flatMap((family) => iptablesCleanup(family, chainsOf(family))),
      ...ipvsCleanup(families),
    )
  if (mode !== 'nftables')
    for (const family of ['ip', 'ip6'] as const)
      steps.push({ kind: 'delete-nft-table', family, table: tableName })
  return steps
}
