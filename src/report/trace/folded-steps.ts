import type { Step } from '../../kernel/netfilter/trace.ts'

type Missed = Extract<Step, { kind: 'rules-missed' }>

/** Runs of rules that do not match, from this length on, become one step. */
const foldedRunMin = 3

/** The steps with every run of rules of one chain that were looked at in vain put into one. */
export function foldSteps(steps: readonly Step[]): readonly Step[] {
  const folded: Step[] = []
  for (let index = 0; index < steps.length; ) {
    const run = missedRun(steps, index)
    if (run !== undefined && run.missed.last - run.missed.first + 1 >= foldedRunMin) {
      folded.push(run.missed)
      index = run.end
      continue
    }
    const step = steps[index]
    if (step !== undefined) folded.push(step)
    index += 1
  }
  return folded
}

/** The run that begins here, and the index behind it; undefined: none does. */
function missedRun(
  steps: readonly Step[],
  start: number,
): { readonly missed: Missed; readonly end: number } | undefined {
  let missed = missedBy(steps[start])
  if (missed === undefined) return undefined
  for (let end = start + 1; ; end += 1) {
    const next = missedBy(steps[end])
    if (next === undefined || next.chain !== missed.chain || next.table !== missed.table)
      return { missed, end }
    missed = { ...missed, last: next.last }
  }
}

function missedBy(step: Step | undefined): Missed | undefined {
  if (step?.kind === 'rules-missed') return step
  if (step?.kind !== 'rule' || step.matched) return undefined
  const { engine, table, chain, number } = step
  return { kind: 'rules-missed', engine, table, chain, first: number, last: number }
}
