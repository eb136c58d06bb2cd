import type { Hook, HookContext, HookFunction, Verdict } from '../../netfilter/hook.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import type { BuiltinChain } from '../model/tables.ts'
import type { Chain } from './chain.ts'
import type { EngineEvaluation } from './evaluation.ts'
import type { Table } from './table.ts'
import type { Walker } from './walker.ts'

/** A table on one of its hooks. */
export class TableHook implements HookFunction {
  readonly name: string
  readonly priority: number
  readonly #table: Table
  readonly #chain: Chain
  readonly #walker: Walker
  readonly #evaluation: EngineEvaluation

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
    const evaluation = this.#evaluation
    evaluation.table = this.#table.name
    evaluation.hook = hook
    evaluation.buffer = buffer
    evaluation.packet = buffer.packet
    evaluation.context = context
    return this.#walker.walk(this.#table, this.#chain, evaluation)
  }
}
