import type { Step } from '../../kernel/netfilter/trace.ts'
import type { Exchange } from '../../simulation/exchange.ts'

/**
 * Why the first packet got nowhere: the rule that refused it, with the reason that kube-proxy gave in its comment, or in
 * nftables mode in the name of the map that led there. Undefined: it was not refused, or by no rule.
 */
export function refusalReason({ result, legs }: Exchange): string | undefined {
  if (result.outcome !== 'dropped' && result.outcome !== 'rejected') return undefined
  const steps = legs[0]?.steps ?? []
  const refusal = steps.findIndex(isRefusal)
  const rule = steps[refusal]
  if (rule?.kind !== 'rule') return undefined
  const comment = /comment "([^"]*)"/.exec(rule.text)?.[1] ?? mapBefore(steps.slice(0, refusal))
  const place = `${rule.table}:${rule.chain}:rule:${rule.number}`
  return comment === undefined ? place : `${place}, ${comment}`
}

function isRefusal(step: Step): boolean {
  return step.kind === 'rule' && step.matched && /^(drop|reject)\b/i.test(step.action ?? '')
}

/** The map whose element said drop, or sent the packet to the chain that rejects. */
function mapBefore(steps: readonly Step[]): string | undefined {
  const lookup = steps.findLast((step) => step.kind === 'lookup' && step.element !== undefined)
  if (lookup?.kind !== 'lookup' || !/: (drop|goto reject-chain)$/.test(lookup.element ?? ''))
    return undefined
  return `${lookup.key} is in @${lookup.set.replace(/^@/, '')}`
}
