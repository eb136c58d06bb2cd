import { typesOf } from '../model/bitwise.ts'
import type { SetUpdateStatement } from '../model/statement.ts'
import type { NftSet } from '../ruleset/nft-set.ts'
import { SetElement } from '../ruleset/set-element.ts'
import type { Table } from '../ruleset/table.ts'
import { keyFromWords } from '../ruleset/words-to-key.ts'
import { opaqueStep } from './action-steps.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { keyWriter } from './key-writer.ts'
import { count } from './lookup.ts'
import type { Step } from './step.ts'

/** `add`, `update`, `delete @set { … }` (net/netfilter/nft_dynset.c, nft_dynset_eval). */
export function setUpdateStep(table: Table, statement: SetUpdateStatement): Step {
  const writer = keyWriter(statement.key)
  const set = table.sets.get(statement.set)
  if (writer === undefined || set === undefined || statement.data !== undefined)
    return opaqueStep(statement)
  const counts = statement.statements.some((inner) => inner.kind === 'counter')
  const modelled = statement.statements.every((inner) => inner.kind === 'counter')
  const types = typesOf(statement.key)
  return {
    run: (evaluation) => {
      if (!writer.write(evaluation, evaluation.words)) return outcome.leave
      evaluation.context.visits.setUpdates += 1
      if (statement.op === 'delete') return remove(evaluation, set)
      const done =
        refresh(evaluation, set, statement) ?? insert(evaluation, set, statement, types, counts)
      if (done === undefined) return outcome.leave
      if (done.counter !== undefined && counts) count(evaluation, done.counter)
      if (modelled) return outcome.next
      return evaluation.unknown(`whether the limit of the element in @${set.name} is kept`)
        ? outcome.next
        : outcome.leave
    },
    reason: () => `@${set.name} has no room, or the packet no key for it`,
  }
}

function remove({ words, context }: Evaluation, set: NftSet): 0 | 1 {
  const element = set.lookup(words)
  if (element === undefined || element === set.any) return outcome.leave
  set.remove(element)
  context.journal?.note(() => set.insert(element))
  return outcome.next
}

/** The element that is there: `update` lets its time begin anew. */
function refresh(
  { words, context }: Evaluation,
  set: NftSet,
  { op, timeoutMs }: SetUpdateStatement,
): SetElement | undefined {
  const element = set.lookup(words)
  if (element === undefined || element === set.any) return undefined
  if (element.expiresAtMs <= context.nowMs) {
    set.remove(element)
    context.journal?.note(() => set.insert(element))
    return undefined
  }
  const lifeMs = timeoutMs ?? set.declaration.timeoutMs
  if (op !== 'update' || lifeMs === undefined) return element
  const before = { expiresAtMs: element.expiresAtMs, timeoutMs: element.timeoutMs }
  context.journal?.note(() => Object.assign(element, before))
  element.expiresAtMs = context.nowMs + lifeMs
  element.timeoutMs = lifeMs
  return element
}

function insert(
  { words, context }: Evaluation,
  set: NftSet,
  { timeoutMs, comment }: SetUpdateStatement,
  types: readonly string[],
  counts: boolean,
): SetElement | undefined {
  const { size } = set.declaration
  if (size !== undefined && set.size >= size) sweep(set, context.nowMs)
  if (size !== undefined && set.size >= size) return undefined
  const lifeMs = timeoutMs ?? set.declaration.timeoutMs
  const element = new SetElement({
    key: keyFromWords(words, types),
    comment,
    timeoutMs: lifeMs,
    expiresAtMs: lifeMs === undefined ? Number.POSITIVE_INFINITY : context.nowMs + lifeMs,
    counter: counts || set.declaration.counter ? { packets: 0, bytes: 0 } : undefined,
  })
  set.insert(element)
  context.journal?.note(() => set.remove(element))
  return element
}

/** The kernel's garbage collector takes expired elements away every second; here it is done where room is needed. */
function sweep(set: NftSet, nowMs: number): void {
  for (const element of [...set.elements]) if (element.expiresAtMs <= nowMs) set.remove(element)
}
