import type { Datum } from './data-type.ts'
import type { Verdict } from './statement.ts'

/** Typed expressions of rules, as the kernel holds them; text and JSON are views of these. */

export interface ValueConstant {
  readonly kind: 'value'
  readonly type: string
  readonly value: Datum
}

export interface PrefixConstant {
  readonly kind: 'prefix'
  readonly type: string
  readonly value: Datum
  readonly length: number
}

export interface RangeConstant {
  readonly kind: 'range'
  readonly type: string
  readonly from: Datum
  readonly to: Datum
}

export type SimpleConstant = ValueConstant | PrefixConstant | RangeConstant

export interface ConcatenatedConstant {
  readonly kind: 'concat'
  readonly parts: readonly SimpleConstant[]
}

/** `*`: whatever no other element covers. */
export interface AnyConstant {
  readonly kind: 'any'
}

export type Constant = SimpleConstant | ConcatenatedConstant
export type ElementKey = Constant | AnyConstant

/** What is compared with: a constant, some of many flags, a masked value, or a set. */
export type Pattern =
  | Constant
  /** Any (`ct state new,established`) or, with `op: '!'`, none of these bits. */
  | { readonly kind: 'flags'; readonly type: string; readonly value: number }
  /** `tcp flags syn / syn,ack`. */
  | {
      readonly kind: 'masked'
      readonly type: string
      readonly value: number
      readonly mask: number
    }
  | SetSource

/** A set by name, or written into the rule. */
export type SetSource = NamedSource | AnonymousSource

export interface NamedSource {
  readonly kind: 'named'
  readonly name: string
}

export interface AnonymousSource {
  readonly kind: 'anonymous'
  readonly keyTypes: readonly string[]
  /** Undefined for a set; `['verdict']` for a verdict map. */
  readonly dataTypes: readonly string[] | undefined
  readonly interval: boolean
  /** In nft's order. */
  readonly elements: readonly ConstantElement[]
}

/** An element of an anonymous set. */
export interface ConstantElement {
  readonly key: ElementKey
  readonly data?: Constant | Verdict
  readonly comment?: string
}

export interface PayloadExpression {
  readonly kind: 'payload'
  readonly protocol: string
  readonly field: string
  readonly type: string
}

export interface MetaExpression {
  readonly kind: 'meta'
  readonly key: string
  readonly type: string
}

export interface ConnectionExpression {
  readonly kind: 'ct'
  readonly key: string
  readonly direction: 'original' | 'reply' | undefined
  readonly type: string
}

export interface FibExpression {
  readonly kind: 'fib'
  /** `saddr`, `daddr`, `mark`, `iif`, `oif`, in nft's order. */
  readonly flags: readonly string[]
  readonly result: 'type' | 'oif' | 'oifname'
  readonly type: string
}

export interface NumberGenerator {
  readonly kind: 'numgen'
  readonly mode: 'random' | 'inc'
  readonly modulus: number
  readonly offset: number
  readonly type: string
}

export interface HashExpression {
  readonly kind: 'hash'
  /** Undefined: `symhash`, of the packet's symmetric flow hash. */
  readonly operand: Expression | undefined
  readonly modulus: number
  readonly seed: number | undefined
  readonly offset: number
  readonly type: string
}

/** `(operand & mask) ^ xor`: what the kernel makes of any chain of and, or, xor with constants. */
export interface BitwiseExpression {
  readonly kind: 'bitwise'
  readonly operand: Expression
  readonly mask: Datum
  readonly xor: Datum
  readonly type: string
}

export interface ShiftExpression {
  readonly kind: 'shift'
  readonly operand: Expression
  readonly direction: '<<' | '>>'
  readonly by: number
  readonly type: string
}

export interface ConcatenatedExpression {
  readonly kind: 'concatenation'
  readonly parts: readonly Expression[]
}

/** The data that a map gives for a key. */
export interface MapExpression {
  readonly kind: 'map'
  readonly key: Expression
  readonly set: SetSource
  readonly type: string
}

/** Something that nft knows and this emulator does not evaluate (`socket transparent`, `tcp option …`). */
export interface OpaqueExpression {
  readonly kind: 'opaque'
  readonly text: string
  readonly type: string
}

export type Expression =
  | PayloadExpression
  | MetaExpression
  | ConnectionExpression
  | FibExpression
  | NumberGenerator
  | HashExpression
  | BitwiseExpression
  | ShiftExpression
  | ConcatenatedExpression
  | MapExpression
  | OpaqueExpression
  | Constant
