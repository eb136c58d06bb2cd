import type { Hook } from '../../netfilter/hook.ts'
import type { Rule } from '../model/rule.ts'
import { builtinChains } from '../model/tables.ts'
import type { DraftChain } from './draft-chain.ts'
import type { TableDraft } from './table-draft.ts'

/** What the kernel would refuse at COMMIT. `line` undefined: no line of this text is to blame alone. */
export interface Refusal {
  readonly line: number | undefined
  readonly found: string
  readonly expected: string
}

/** Checks what can only be said of the table as a whole: chains that are jumped to, loops, hooks. */
export function checkDraft(draft: TableDraft): Refusal | undefined {
  for (const chain of draft.changed.values()) {
    const refusal = checkJumps(draft, chain)
    if (refusal !== undefined) return refusal
  }
  return findLoop(draft) ?? checkHooks(draft)
}

function checkJumps(draft: TableDraft, chain: DraftChain): Refusal | undefined {
  const table = draft.table.name
  for (const target of chain.facts().targets) {
    if (!draft.has(target))
      return {
        line: lineOfJump(chain, target),
        found: `a jump from ${chain.name} to ${target}, which is no chain of table ${table} and no target`,
        expected: `:${target} in the same table, or the name of a target`,
      }
  }
  return undefined
}

/**
 * Depth first from the built-in chains: the kernel does not mind a loop that no packet can come to
 * (mark_source_chains, net/ipv4/netfilter/ip_tables.c).
 */
function findLoop(draft: TableDraft): Refusal | undefined {
  /** False: on the path; true: leads to no loop. */
  const done = new Map<string, boolean>()
  const names: string[] = []
  const targets: (readonly string[])[] = []
  const positions: number[] = []
  for (const { name: start } of builtinChains[draft.table.name]) {
    let next: string | undefined = done.has(start) ? undefined : start
    while (next !== undefined || names.length > 0) {
      if (next !== undefined) {
        done.set(next, false)
        names.push(next)
        targets.push(draft.factsOf(next).targets)
        positions.push(0)
      }
      const top = names.length - 1
      const position: number = positions[top] ?? 0
      next = targets[top]?.[position]
      positions[top] = position + 1
      if (next === undefined) {
        done.set(names.pop() ?? '', true)
        targets.pop()
        positions.pop()
      } else if (done.get(next) === false) return loopRefusal(draft, names, next)
      else if (done.has(next)) next = undefined
    }
  }
  return undefined
}

function loopRefusal(draft: TableDraft, path: readonly string[], closing: string): Refusal {
  const loop = [...path.slice(path.indexOf(closing)), closing]
  const lines = loop.slice(0, -1).map((name, i) => {
    const chain = draft.changed.get(name)
    return chain === undefined ? undefined : lineOfJump(chain, loop[i + 1] ?? '')
  })
  return {
    line: lines.findLast((line) => line !== undefined),
    found: `chains that lead in a loop: ${loop.join(' → ')}`,
    expected: 'chains that end',
  }
}

/** Targets that the kernel takes only on some hooks, in chains that can be reached from others. */
function checkHooks(draft: TableDraft): Refusal | undefined {
  const allowed = new Set<readonly Hook[]>()
  for (const chain of draft.changed.values()) {
    const { hooks } = chain.facts()
    if (hooks !== undefined) allowed.add(hooks)
  }
  for (const { name, hook } of builtinChains[draft.table.name]) {
    if ([...allowed].every((hooks) => hooks.includes(hook))) continue
    for (const reached of reachable(draft, name)) {
      const chain = draft.changed.get(reached)
      const refusal = chain === undefined ? undefined : hookRefusal(chain, hook, name)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
}

function misplacedRule(chain: DraftChain, hook: Hook): Rule | undefined {
  return chain.rules.find(
    ({ action }) => action.kind === 'target' && action.target.hooks?.includes(hook) === false,
  )
}

function hookRefusal(chain: DraftChain, hook: Hook, builtin: string): Refusal | undefined {
  if (chain.facts().hooks?.includes(hook) !== false) return undefined
  const rule = misplacedRule(chain, hook)
  if (rule === undefined || rule.action.kind !== 'target') return undefined
  const { name, hooks } = rule.action.target
  const where = chain.name === builtin ? chain.name : `${chain.name}, which ${builtin} leads to`
  return {
    line: lineOf(chain, rule),
    found: `-j ${name} in ${where}`,
    expected: `${name} on ${hooks?.join(', ')} only`,
  }
}

function reachable(draft: TableDraft, from: string): Set<string> {
  const reached = new Set([from])
  for (const name of reached) for (const next of draft.factsOf(name).targets) reached.add(next)
  return reached
}

function lineOfJump(chain: DraftChain, target: string): number | undefined {
  const rule = chain.rules.findLast(
    ({ action }) => (action.kind === 'jump' || action.kind === 'goto') && action.chain === target,
  )
  return rule === undefined ? undefined : lineOf(chain, rule)
}

/** Undefined for a rule that was there before: its line is of another text. */
function lineOf(chain: DraftChain, rule: Rule): number | undefined {
  return chain.chain?.rules.includes(rule) ? undefined : rule.line
}
