/**
 * A number as ipset reads it (strtoull with base 0: `16`, `0x10`, `020`); undefined: it is none, or above `most`.
 * What is above 2^53 is not exact.
 */
export function readSetNumber(text: string, most: number): number | undefined {
  const octal = /^0([0-7]+)$/.exec(text)
  if (octal === null && !/^(0|[1-9]\d*|0[xX][0-9a-fA-F]+)$/.test(text)) return undefined
  const number = Number(octal === null ? text : `0o${octal[1]}`)
  return number <= most ? number : undefined
}
