import { formatAddress } from '../../../packet/address.ts'
import type { FailureReason } from '../../events/run-event.ts'
import type { Loss } from '../../network/delivery.ts'

/** Why a client that heard nothing heard nothing. Undefined: somebody received it, but no answer came. */
export function reasonOf(loss: Loss | undefined): FailureReason {
  switch (loss?.kind) {
    case 'dropped':
    case 'rejected':
    case 'injected':
      return 'dropped-by-rule'
    case 'pod-gone':
    case 'node-lost':
    case 'nobody':
    case 'hairpin':
      return 'blackholed'
    default:
      return 'timed-out'
  }
}

/** `iptables filter KUBE-FORWARD rule 1 on node-2`. */
export function describeLoss(loss: Loss): string {
  switch (loss.kind) {
    case 'dropped':
      return `${ruleOf(loss.by, loss.reason)} on ${loss.node}`
    case 'rejected':
      return `rejected by ${loss.rule === undefined ? loss.by : ruleOf(loss.by, loss.rule)} on ${loss.node}`
    case 'no-listener':
      return `nobody listens on ${loss.node}`
    case 'pod-gone':
      return `the pod with ${formatAddress(loss.address)} on ${loss.node} is gone`
    case 'node-lost':
      return `${loss.node} is lost`
    case 'nobody':
      return `${formatAddress(loss.address)}: ${loss.reason}`
    case 'hairpin':
    case 'injected':
      return `${loss.reason} on ${loss.node}`
  }
}

/** Reasons name the table again (`iptables filter`, `filter KUBE-FORWARD rule 1`), nft's the program too. */
function ruleOf(by: string, reason: string): string {
  const [program = '', ...rest] = by.split(' ')
  if (reason.startsWith(`${program} `)) return reason
  const table = rest.join(' ')
  return table !== '' && reason.startsWith(`${table} `)
    ? `${program} ${reason}`
    : `${by}: ${reason}`
}
