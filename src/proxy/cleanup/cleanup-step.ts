import { assertNever } from '../../base/invariant.ts'
import type { Family } from '../../packet/address.ts'
import type { IptablesTable } from '../iptables/jump-rules.ts'

interface InChain {
  readonly family: Family
  readonly table: IptablesTable | 'mangle'
  readonly chain: string
}

/** One thing that kube-proxy runs to be rid of what an earlier one left. What is not there is passed over; whatever fails, the next is run. */
export type CleanupStep =
  /** `rule`: matches and target, as after `-D CHAIN`. */
  | ({ readonly kind: 'delete-rule'; readonly rule: string } & InChain)
  | ({ readonly kind: 'flush-chain' } & InChain)
  | ({ readonly kind: 'delete-chain' } & InChain)
  /** Input of `iptables-restore --noflush --counters`: one table, all or nothing. */
  | { readonly kind: 'restore'; readonly family: Family; readonly text: string }
  /** Every virtual server, of both families. */
  | { readonly kind: 'flush-ipvs' }
  | { readonly kind: 'delete-device'; readonly device: string }
  | { readonly kind: 'destroy-set'; readonly set: string }
  | { readonly kind: 'delete-nft-table'; readonly family: 'ip' | 'ip6'; readonly table: string }

/** The step as somebody at a shell would do it. */
export function formatCleanupStep(step: CleanupStep): string {
  switch (step.kind) {
    case 'delete-rule':
      return `${toolOf(step)} -t ${step.table} -D ${step.chain} ${step.rule}`
    case 'flush-chain':
      return `${toolOf(step)} -t ${step.table} -F ${step.chain}`
    case 'delete-chain':
      return `${toolOf(step)} -t ${step.table} -X ${step.chain}`
    case 'restore':
      return `${toolOf(step)}-restore --noflush --counters <<END\n${step.text}END`
    case 'flush-ipvs':
      return 'ipvsadm -C'
    case 'delete-device':
      return `ip link del ${step.device}`
    case 'destroy-set':
      return `ipset destroy ${step.set}`
    case 'delete-nft-table':
      return `nft delete table ${step.family} ${step.table}`
    default:
      return assertNever(step)
  }
}

function toolOf({ family }: { readonly family: Family }): string {
  return family === 'IPv4' ? 'iptables' : 'ip6tables'
}
