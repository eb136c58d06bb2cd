import { baseChainNames as base, sharedChainNames as shared } from '../table-names.ts'
import {
  addChain,
  addRule,
  type BaseChain,
  type ChainOperation,
  deleteChain,
  flushChain,
  type NftablesOperation,
} from '../transaction.ts'

const dnatPriority = -100
const filterPriority = 0
const snatPriority = 100
/** Before translation: loadBalancerSourceRanges are about the address that was asked for. */
const preDnatPriority = dnatPriority - 10

/** nftables/proxier.go nftablesBaseChains. */
const baseChains: readonly (readonly [string, BaseChain])[] = [
  [base.filterPreroutingPreDnat, { type: 'filter', hook: 'prerouting', priority: preDnatPriority }],
  [base.filterOutputPreDnat, { type: 'filter', hook: 'output', priority: preDnatPriority }],
  [base.filterInput, { type: 'filter', hook: 'input', priority: filterPriority }],
  [base.filterForward, { type: 'filter', hook: 'forward', priority: filterPriority }],
  [base.filterOutput, { type: 'filter', hook: 'output', priority: filterPriority }],
  [base.natPrerouting, { type: 'nat', hook: 'prerouting', priority: dnatPriority }],
  [base.natOutput, { type: 'nat', hook: 'output', priority: dnatPriority }],
  [base.natPostrouting, { type: 'nat', hook: 'postrouting', priority: snatPriority }],
]

const stateNew = 'ct state new '

/**
 * Target, base chain, match: nftables/proxier.go nftablesJumpChains. What has no endpoints is refused from
 * input, forward and output: kernels before 5.9 take `reject` nowhere else.
 */
const jumps: readonly (readonly [string, string, string])[] = [
  [shared.nodePortEndpointsCheck, base.filterInput, stateNew],
  [shared.serviceEndpointsCheck, base.filterInput, stateNew],
  [shared.serviceEndpointsCheck, base.filterForward, stateNew],
  [shared.serviceEndpointsCheck, base.filterOutput, stateNew],
  [shared.firewallCheck, base.filterPreroutingPreDnat, stateNew],
  [shared.firewallCheck, base.filterOutputPreDnat, stateNew],
  [shared.services, base.natOutput, ''],
  [shared.services, base.natPrerouting, ''],
  [shared.masquerading, base.natPostrouting, ''],
  [shared.clusterIpsCheck, base.filterForward, stateNew],
  [shared.clusterIpsCheck, base.filterOutput, stateNew],
]

/**
 * Base chains, and the jumps from them. The first time all base chains are deleted: those that a former
 * kube-proxy made may have another priority, and to add them again would fail.
 */
export function baseChainOperations(isFirst: boolean): NftablesOperation[] {
  const operations: NftablesOperation[] = []
  if (isFirst) for (const [name] of baseChains) operations.push(addChain(name), deleteChain(name))
  for (const [name, hook] of baseChains) {
    const chain: ChainOperation = { ...addChain(name), base: hook }
    operations.push(chain, flushChain(name))
  }
  const ensured = new Set<string>()
  for (const [target, source, match] of jumps) {
    if (!ensured.has(target)) operations.push(addChain(target), flushChain(target))
    ensured.add(target)
    operations.push(addRule(source, `${match}jump ${target}`))
  }
  return operations
}
