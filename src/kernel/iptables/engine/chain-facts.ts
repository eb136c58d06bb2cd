import type { Hook } from '../../netfilter/hook.ts'
import type { Match } from '../model/extension.ts'
import type { Rule } from '../model/rule.ts'

/** What must be known of a chain's rules to change a table, gathered in one pass over them. */
export interface ChainFacts {
  /** Chains that its rules jump or go to, each once. */
  readonly targets: readonly string[]
  /** Matches that remember something between packets. */
  readonly stateful: readonly Match[]
  /** Hooks that its targets may stand on; undefined: any. */
  readonly hooks: readonly Hook[] | undefined
}

export const noFacts: ChainFacts = { targets: [], stateful: [], hooks: undefined }

export function chainFacts(rules: readonly Rule[]): ChainFacts {
  const targets = new Set<string>()
  const stateful: Match[] = []
  let hooks: readonly Hook[] | undefined
  for (const { action, matches } of rules) {
    if (action.kind === 'jump' || action.kind === 'goto') targets.add(action.chain)
    else if (action.kind === 'target') hooks = common(hooks, action.target.hooks)
    for (const match of matches)
      if (!match.pure && (match.attach || match.restart)) stateful.push(match)
  }
  if (targets.size === 0 && stateful.length === 0 && hooks === undefined) return noFacts
  return { targets: [...targets], stateful, hooks }
}

/** What both allow; one of the two itself where it can be, so that chains of a kind share one list. */
function common(
  one: readonly Hook[] | undefined,
  other: readonly Hook[] | undefined,
): readonly Hook[] | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other
  return one.filter((hook) => other.includes(hook))
}
