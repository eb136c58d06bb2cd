import { type Datum, knownType } from './data-type.ts'
import type { BitwiseExpression, Expression } from './expression.ts'

export type BitOperator = '&' | '|' | '^'

/** The data type of an expression; concatenations have their parts' types. */
export function typesOf(expression: Expression): readonly string[] {
  if (expression.kind === 'concatenation') return expression.parts.flatMap(typesOf)
  if (expression.kind === 'concat') return expression.parts.map((part) => part.type)
  return [expression.type]
}

/**
 * `left operator value`, folded into one mask and one xor as nft hands it to the kernel
 * (nftables src/netlink_linearize.c, netlink_gen_bitwise).
 */
export function foldBitwise(left: Expression, operator: BitOperator, value: Datum): Expression {
  const type = typesOf(left)[0] ?? 'integer'
  const ones = allOnes(knownType(type).bits)
  if (left.kind === 'value')
    return { kind: 'value', type, value: compute(left.value, operator, value) }
  const inner: BitwiseExpression =
    left.kind === 'bitwise'
      ? left
      : { kind: 'bitwise', operand: left, mask: ones, xor: zeroLike(ones), type }
  const { mask, xor } = inner
  switch (operator) {
    case '&':
      return { ...inner, mask: compute(mask, '&', value), xor: compute(xor, '&', value) }
    case '^':
      return { ...inner, xor: compute(xor, '^', value) }
    default: {
      const kept = compute(ones, '^', value)
      return {
        ...inner,
        mask: compute(mask, '&', kept),
        xor: compute(compute(xor, '&', kept), '|', value),
      }
    }
  }
}

/** The parts of a mask and xor as they are written: `& and ^ xor | or`, each where it does something. */
export function unfoldBitwise(expression: BitwiseExpression): {
  and?: Datum
  xor?: Datum
  or?: Datum
} {
  const ones = allOnes(knownType(expression.type).bits)
  const { mask, xor } = expression
  // netlink_parse_bitwise_bool: bits that are cleared and then set again were an `or`.
  const or = compute(compute(mask, '&', xor), '^', xor)
  const restXor = compute(xor, '&', mask)
  const and = compute(mask, '|', or)
  return {
    ...(and === ones ? {} : { and }),
    ...(isZero(restXor) ? {} : { xor: restXor }),
    ...(isZero(or) ? {} : { or }),
  }
}

export function compute(left: Datum, operator: BitOperator, right: Datum): Datum {
  if (typeof left === 'bigint' || typeof right === 'bigint') {
    const [big, other] = [BigInt(left), BigInt(right)]
    return operator === '&' ? big & other : operator === '|' ? big | other : big ^ other
  }
  const [number, other] = [Number(left), Number(right)]
  const result =
    operator === '&' ? number & other : operator === '|' ? number | other : number ^ other
  return result >>> 0
}

export function isZero(value: Datum): boolean {
  return value === 0 || value === 0n
}

export function allOnes(bits: number): Datum {
  return bits > 53 ? (1n << BigInt(bits)) - 1n : 2 ** Math.min(bits, 32) - 1
}

function zeroLike(value: Datum): Datum {
  return typeof value === 'bigint' ? 0n : 0
}
