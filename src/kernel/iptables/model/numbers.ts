import type { OptionWords } from './extension.ts'

/** Decimal, 0x hexadecimal or 0 octal (strtoul with base 0), within bounds; undefined otherwise. */
export function parseUnsigned(text: string, max = 0xffffffff): number | undefined {
  const base = /^0x[0-9a-f]+$/i.test(text)
    ? 16
    : /^0[0-7]+$/.test(text)
      ? 8
      : /^\d+$/.test(text)
        ? 10
        : 0
  if (base === 0) return undefined
  const value = Number.parseInt(text, base)
  return value <= max ? value : undefined
}

export function readUnsigned(words: OptionWords, what: string, max = 0xffffffff): number {
  const text = words.next(what)
  return parseUnsigned(text, max) ?? words.fail(text, `${what} of 0 to ${max}`)
}

export const hex = (value: number): string => `0x${value.toString(16)}`

/** A mark and the bits of it that count. */
export interface MaskedMark {
  readonly value: number
  readonly mask: number
}

/** `0x4000/0x4000`, or `0x4000` for all 32 bits. */
export function readMark(words: OptionWords): MaskedMark {
  const text = words.next('a mark')
  const slash = text.indexOf('/')
  const value = parseUnsigned(slash < 0 ? text : text.slice(0, slash))
  const mask = slash < 0 ? 0xffffffff : parseUnsigned(text.slice(slash + 1))
  if (value === undefined || mask === undefined)
    return words.fail(text, 'a mark of 32 bits, with a mask or without')
  return { value, mask }
}

/** As iptables-save: the mask only if it is not all ones. */
export function printMark({ value, mask }: MaskedMark): string {
  return mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`
}
