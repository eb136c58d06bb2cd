import type { ElementKey } from '../model/expression.ts'
import type { CounterState, ElementData, Statement, Verdict } from '../model/statement.ts'
import type { Chain } from './chain.ts'

/** An element of a named set or map. Its times and counts change while it lives. */
export class SetElement {
  // What every packet asks of an element stands first, side by side in memory.
  /** What a verdict is, without a look at `data`. */
  readonly verdict: Verdict['kind'] | undefined
  /** Where a verdict leads. */
  readonly target: Chain | undefined
  readonly counter: CounterState | undefined
  readonly key: ElementKey
  readonly data: ElementData | undefined
  readonly comment: string | undefined
  /** How long it lives after it is renewed: its own, or the set's when it came. */
  timeoutMs: number | undefined
  /** Infinity: never. */
  expiresAtMs: number
  /** Statements that stand in an element and are not evaluated (`limit rate …`). */
  readonly statement: Statement | undefined

  constructor(fields: {
    key: ElementKey
    data?: ElementData | undefined
    comment?: string | undefined
    timeoutMs?: number | undefined
    expiresAtMs?: number
    counter?: CounterState | undefined
    target?: Chain | undefined
    statement?: Statement | undefined
  }) {
    this.verdict = verdictOf(fields.data)
    this.target = fields.target
    this.counter = fields.counter
    this.key = fields.key
    this.data = fields.data
    this.comment = fields.comment
    this.timeoutMs = fields.timeoutMs
    this.expiresAtMs = fields.expiresAtMs ?? Number.POSITIVE_INFINITY
    this.statement = fields.statement
  }
}

function verdictOf(data: ElementData | undefined): Verdict['kind'] | undefined {
  switch (data?.kind) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
    case 'jump':
    case 'goto':
      return data.kind
    default:
      return undefined
  }
}
