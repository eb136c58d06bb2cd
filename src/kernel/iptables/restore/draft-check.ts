import type { Hook } from '../../netfilter/hook.ts'
import type { Rule } from '../model/rule.ts'
import { builtinChains } from '../model/tables.ts'
import type { DraftChain, TableDraft } from './table-draft.ts'

/** What the kernel would refuse at COMMIT. `line` 0: no line of this text is to blame alone. */
export interface Refusal {
  readonly line: number
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
  for (const [i, rule] of chain.rules.entries()) {
    const target = chainOf(rule)
    if (target === undefined) continue
    const line = chain.lines[i] ?? 0
    if (!draft.has(target))
      return {
        line,
        found: `a jump from ${chain.name} to ${target}, which is no chain of table ${draft.table.name} and no target`,
        expected: `:${target} in the same table, or the name of a target`,
      }
    if (draft.isBuiltin(target))
      return {
        line,
        found: `a jump from ${chain.name} to the built-in chain ${target}`,
        expected: 'a jump to a chain of your own',
      }
  }
  return undefined
}

/** Depth first from the changed chains: a new loop must pass through one of them. */
function findLoop(draft: TableDraft): Refusal | undefined {
  const done = new Set<string>()
  for (const start of draft.changed.keys()) {
    if (done.has(start)) continue
    const path: { name: string; rules: readonly Rule[]; at: number }[] = []
    const open = new Set<string>()
    const enter = (name: string) => {
      path.push({ name, rules: draft.rulesOf(name), at: 0 })
      open.add(name)
    }
    enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const rule = top.rules[top.at]
      top.at += 1
      if (rule === undefined) {
        done.add(top.name)
        open.delete(top.name)
        path.pop()
        continue
      }
      const next = chainOf(rule)
      if (next === undefined || done.has(next)) continue
      if (open.has(next)) return loopRefusal(draft, path, next)
      enter(next)
    }
  }
  return undefined
}

function loopRefusal(
  draft: TableDraft,
  path: readonly { name: string; at: number }[],
  closing: string,
): Refusal {
  const names = path.map(({ name }) => name)
  const loop = [...names.slice(names.indexOf(closing)), closing]
  const lines = path.map(({ name, at }) => draft.changed.get(name)?.lines[at - 1] ?? 0)
  return {
    line: lines.findLast((line) => line > 0) ?? 0,
    found: `chains that lead in a loop: ${loop.join(' → ')}`,
    expected: 'chains that end',
  }
}

/** Targets that the kernel takes only on some hooks, in chains that can be reached from others. */
function checkHooks(draft: TableDraft): Refusal | undefined {
  const limited = [...draft.changed.values()].filter((chain) => chain.rules.some(hasHooks))
  if (limited.length === 0) return undefined
  for (const builtin of builtinChains[draft.table.name]) {
    const reached = reachable(draft, builtin.name)
    for (const chain of limited) {
      if (!reached.has(chain.name)) continue
      const refusal = misplaced(chain, builtin.hook, builtin.name)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
}

function misplaced(chain: DraftChain, hook: Hook, builtin: string): Refusal | undefined {
  for (const [i, { action }] of chain.rules.entries()) {
    if (action.kind !== 'target' || action.target.hooks === undefined) continue
    if (action.target.hooks.includes(hook)) continue
    return {
      line: chain.lines[i] ?? 0,
      found: `-j ${action.target.name} in ${chain.name}, which ${builtin} leads to`,
      expected: `${action.target.name} on ${action.target.hooks.join(', ')} only`,
    }
  }
  return undefined
}

function reachable(draft: TableDraft, from: string): Set<string> {
  const reached = new Set([from])
  for (const name of reached)
    for (const rule of draft.rulesOf(name)) {
      const next = chainOf(rule)
      if (next !== undefined) reached.add(next)
    }
  return reached
}

function hasHooks({ action }: Rule): boolean {
  return action.kind === 'target' && action.target.hooks !== undefined
}

function chainOf({ action }: Rule): string | undefined {
  return action.kind === 'jump' || action.kind === 'goto' ? action.chain : undefined
}
