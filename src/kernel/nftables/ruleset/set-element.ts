import type { ElementKey } from '../model/expression.ts'
import type { CounterState, ElementData } from '../model/statement.ts'
import type { Chain } from './chain.ts'

/** An element of a named set or map. Its times and counts change while it lives. */
export class SetElement {
  readonly key: ElementKey
  readonly data: ElementData | undefined
  readonly comment: string | undefined
  /** How long it lives after it is renewed: its own, or the set's when it came. */
  timeoutMs: number | undefined
  /** Infinity: never. */
  expiresAtMs: number
  readonly counter: CounterState | undefined
  /** Where a verdict leads. */
  readonly target: Chain | undefined
  /** Statements that stand in an element and are not evaluated (`limit rate …`). */
  readonly statementText: string | undefined

  constructor(fields: {
    key: ElementKey
    data?: ElementData | undefined
    comment?: string | undefined
    timeoutMs?: number | undefined
    expiresAtMs?: number
    counter?: CounterState | undefined
    target?: Chain | undefined
    statementText?: string | undefined
  }) {
    this.key = fields.key
    this.data = fields.data
    this.comment = fields.comment
    this.timeoutMs = fields.timeoutMs
    this.expiresAtMs = fields.expiresAtMs ?? Number.POSITIVE_INFINITY
    this.counter = fields.counter
    this.target = fields.target
    this.statementText = fields.statementText
  }
}
