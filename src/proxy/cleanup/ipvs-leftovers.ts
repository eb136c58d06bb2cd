import type { Family } from '../../packet/address.ts'
import { ensureOperations } from '../ipvs/rules/chains.ts'
import { cleanedSets } from '../ipvs/sets/set-definition.ts'
import { dummyDevice } from '../ipvs/transaction.ts'
import type { CleanupStep } from './cleanup-step.ts'

/**
 * What IPVS mode may have left (pkg/proxy/ipvs/cleanup.go), where the kernel has IPVS: kube-proxy runs
 * `modprobe -va ip_vs` first, and does nothing of this if that fails. It destroys the sets by their IPv4 names:
 * those of IPv6 stay.
 */
export function ipvsCleanup(families: readonly Family[]): CleanupStep[] {
  return [
    { kind: 'flush-ipvs' },
    { kind: 'delete-device', device: dummyDevice },
    ...families.flatMap(chainCleanup),
    ...cleanedSets.map((set): CleanupStep => ({ kind: 'destroy-set', set })),
  ]
}

/** All are flushed before one is deleted, so that none leads to another any more. */
function chainCleanup(family: Family): CleanupStep[] {
  const rules = ensureOperations.filter((operation) => operation.kind === 'rule')
  const chains = ensureOperations.filter((operation) => operation.kind === 'chain')
  return [
    ...rules.map((one): CleanupStep => ({ ...one, kind: 'delete-rule', family })),
    ...chains.map((one): CleanupStep => ({ ...one, kind: 'flush-chain', family })),
    ...chains.map((one): CleanupStep => ({ ...one, kind: 'delete-chain', family })),
  ]
}
