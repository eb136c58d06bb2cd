import type { Datum } from './data-type.ts'

/** The value with the bits beyond `length` cleared. */
export function withoutHostBits(value: Datum, bits: number, length: number): Datum {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') {
    const shift = BigInt(bits - length)
    return (value >> shift) << shift
  }
  const step = 2 ** (bits - length)
  return Math.floor(value / step) * step
}

/** How many leading ones a mask has; undefined if there are ones behind zeros. */
export function maskLength(mask: Datum, bits: number): number | undefined {
  if (typeof mask === 'string') return undefined
  const text = mask.toString(2).padStart(bits, '0')
  const length = text.indexOf('0')
  if (length < 0) return text.length === bits ? bits : undefined
  return text.indexOf('1', length) < 0 ? length : undefined
}

export function prefixMask(bits: number, length: number): Datum {
  if (bits > 53) return ((1n << BigInt(length)) - 1n) << BigInt(bits - length)
  return 2 ** bits - 2 ** (bits - length)
}
