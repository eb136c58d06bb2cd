import { assertNever } from '../../base/invariant.ts'
import { isUserError, UserError } from '../../base/user-error.ts'
import type { IptablesEngine } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import type { Family } from '../../packet/address.ts'
import type { CleanupStep } from '../../proxy/cleanup/cleanup-step.ts'
import type { IpvsKernel } from './ipvs-kernel.ts'

/** What the steps of a cleanup change. */
export interface CleanedKernel {
  /** None of a family: it has no rules there. */
  readonly iptables: ReadonlyMap<Family, IptablesEngine>
  readonly nftables: NftablesEngine
  readonly ipvs: IpvsKernel
}

/** `nothing`: what should go was not there. */
export type CleanupOutcome =
  | { readonly step: CleanupStep; readonly kind: 'done' | 'nothing' }
  | { readonly step: CleanupStep; readonly kind: 'refused'; readonly reason: string }

/** Runs all steps, whatever becomes of each: kube-proxy only logs what fails. */
export function runCleanup(
  steps: readonly CleanupStep[],
  kernel: CleanedKernel,
): readonly CleanupOutcome[] {
  return steps.map((step): CleanupOutcome => {
    try {
      return { step, kind: runStep(step, kernel) ? 'done' : 'nothing' }
    } catch (error) {
      if (!isUserError(error)) throw error
      return { step, kind: 'refused', reason: error.message }
    }
  })
}

/** False: what should go is not there. */
function runStep(step: CleanupStep, { iptables, nftables, ipvs }: CleanedKernel): boolean {
  switch (step.kind) {
    case 'delete-rule':
    case 'flush-chain':
    case 'delete-chain':
      return changeChain(step, iptables.get(step.family))
    case 'restore':
      iptables.get(step.family)?.restore(step.text, { noFlush: true, counters: true })
      return iptables.has(step.family)
    case 'flush-ipvs':
      return ipvs.flush()
    case 'delete-device':
      return ipvs.deleteDevice()
    case 'destroy-set':
      refuseIfInUse(step.set, iptables)
      return ipvs.destroySet(step.set)
    case 'delete-nft-table':
      if (nftables.ruleset.table(step.family, step.table) === undefined) return false
      nftables.apply(`delete table ${step.family} ${step.table}`)
      return true
    default:
      return assertNever(step)
  }
}

/** A rule holds the set that it asks (net/netfilter/ipset/ip_set_core.c ip_set_destroy). */
function refuseIfInUse(set: string, engines: CleanedKernel['iptables']): void {
  for (const engine of engines.values())
    for (const { chains } of engine.tables())
      for (const { rules } of chains.values())
        for (const { matches } of rules)
          if (matches.some((match) => match.print().includes(`--match-set ${set} `)))
            throw new UserError('E_IPSET', `${set} is in use by a rule`)
}

type ChainStep = Extract<CleanupStep, { readonly chain: string }>

function changeChain(step: ChainStep, engine: IptablesEngine | undefined): boolean {
  if (engine === undefined) return false
  // iptables-legacy puts a table on its hooks as soon as somebody asks about it.
  if (engine.backend === 'legacy' && engine.table(step.table) === undefined)
    engine.restore(`*${step.table}\nCOMMIT\n`, { noFlush: true })
  if (engine.chain(step.table, step.chain) === undefined) return false
  switch (step.kind) {
    case 'delete-rule':
      return deleteRule(engine, step)
    case 'flush-chain':
      engine.command(`-t ${step.table} -F ${step.chain}`)
      return true
    case 'delete-chain':
      engine.command(`-t ${step.table} -X ${step.chain}`)
      return true
  }
}

/** kube-proxy looks first, by `-C` (pkg/util/iptables DeleteRule). */
function deleteRule(
  engine: IptablesEngine,
  { table, chain, rule }: Extract<ChainStep, { kind: 'delete-rule' }>,
): boolean {
  try {
    engine.command(`-t ${table} -C ${chain} ${rule}`)
  } catch (error) {
    if (isUserError(error)) return false
    throw error
  }
  engine.command(`-t ${table} -D ${chain} ${rule}`)
  return true
}
