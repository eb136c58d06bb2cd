import type { Match } from '../model/extension.ts'
import type { Rule } from '../model/rule.ts'

/** What must be known of a chain's rules to change a table, gathered in one pass over them. */
export interface ChainFacts {
  /** Chains that its rules jump or go to, each once. */
  readonly targets: readonly string[]
  /** Matches that remember something between packets. */
  readonly stateful: readonly Match[]
  /** A target that the kernel takes on some hooks only. */
  readonly limited: boolean
}

export const noFacts: ChainFacts = { targets: [], stateful: [], limited: false }

export function chainFacts(rules: readonly Rule[]): ChainFacts {
  const targets = new Set<string>()
  const stateful: Match[] = []
  let limited = false
  for (const { action, matches } of rules) {
    if (action.kind === 'jump' || action.kind === 'goto') targets.add(action.chain)
    else if (action.kind === 'target') limited ||= action.target.hooks !== undefined
    for (const match of matches)
      if (!match.pure && (match.attach || match.restart)) stateful.push(match)
  }
  if (targets.size === 0 && stateful.length === 0 && !limited) return noFacts
  return { targets: [...targets], stateful, limited }
}
