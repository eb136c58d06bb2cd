import { countForeseen, type ForeseenRun } from '../../netfilter/foreseen-run.ts'
import type { Hook, HookContext, HookFunction, Verdict } from '../../netfilter/hook.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import type { BuiltinChain } from '../model/tables.ts'
import type { Chain } from './chain.ts'
import type { EngineEvaluation } from './evaluation.ts'
import type { Table } from './table.ts'
import { WalkMemo } from './walk-memo.ts'
import type { Walker } from './walker.ts'

/** Classes of packets whose walk is remembered: a node has few interfaces, and few marks. */
const memosMax = 16

/** A table on one of its hooks. */
export class TableHook implements HookFunction {
  readonly name: string
  readonly priority: number
  readonly #table: Table
  readonly #chain: Chain
  readonly #walker: Walker
  readonly #evaluation: EngineEvaluation
  /** The latest first. */
  readonly #memos: WalkMemo[] = []

  constructor(
    name: string,
    table: Table,
    chain: Chain,
    builtin: BuiltinChain,
    walker: Walker,
    evaluation: EngineEvaluation,
  ) {
    this.name = name
    this.priority = builtin.priority
    this.#table = table
    this.#chain = chain
    this.#walker = walker
    this.#evaluation = evaluation
  }

  run(buffer: SocketBuffer, hook: Hook, context: HookContext): Verdict {
    const evaluation = this.#begin(buffer, hook, context)
    const isKnownClass =
      buffer.connectionState === 'ESTABLISHED' &&
      context.trace === undefined &&
      context.journal === undefined
    const known = isKnownClass ? this.#memoFor(evaluation).walk : undefined
    if (known === undefined) return this.#walker.walk(this.#table, this.#chain, evaluation)
    countForeseen(known, buffer.packet.lengthBytes, context.visits)
    return known.verdict
  }

  foresee(
    buffer: SocketBuffer,
    hook: Hook,
    context: HookContext,
    withDestination: boolean,
  ): ForeseenRun | undefined {
    const evaluation = this.#begin(buffer, hook, context)
    const { walk } = this.#memoFor(evaluation)
    if (walk !== undefined || !withDestination) return walk
    return this.#walker.foresee(this.#table, this.#chain, evaluation, true)
  }

  #begin(buffer: SocketBuffer, hook: Hook, context: HookContext): EngineEvaluation {
    const evaluation = this.#evaluation
    evaluation.table = this.#table.name
    evaluation.hook = hook
    evaluation.buffer = buffer
    evaluation.packet = buffer.packet
    evaluation.context = context
    return evaluation
  }

  #memoFor(evaluation: EngineEvaluation): WalkMemo {
    const version = this.#table.version + (evaluation.sets?.version ?? 0)
    const memos = this.#memos
    for (let index = 0; index < memos.length; index += 1) {
      const memo = memos[index] as WalkMemo
      if (memo.fits(version, evaluation.buffer)) return memo
    }
    const walk = this.#walker.foresee(this.#table, this.#chain, evaluation, false)
    const memo = new WalkMemo(version, evaluation, walk)
    memos.unshift(memo)
    if (memos.length > memosMax) memos.pop()
    return memo
  }
}
