/** Values that are neither names nor addresses, as nft writes and reads them. */

/** A number of at most so many bits, in decimal, hexadecimal or octal; undefined: it is none. */
export function parseNumber(word: string, bits: number): number | bigint | undefined {
  if (!/^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(word)) return undefined
  if (bits > 64) {
    const wide = BigInt(word)
    return wide < 1n << BigInt(bits) ? wide : undefined
  }
  // strtoull with base 0: a leading zero means octal (nftables src/scanner.l, numberstring).
  const value = /^0\d+$/.test(word) ? Number.parseInt(word, 8) : Number(word)
  return value < 2 ** bits ? value : undefined
}

/** TC_H_ROOT, linux/pkt_sched.h */
const rootClass = 0xffff_ffff

/** A class of traffic: `1:2`. */
export function formatClass(value: number): string {
  if (value === rootClass) return 'root'
  if (value === 0) return 'none'
  return `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`
}

export function parseClass(word: string): number | undefined {
  if (word === 'root') return rootClass
  if (word === 'none') return 0
  const parts = /^([0-9a-fA-F]{1,4}):([0-9a-fA-F]{0,4})$/.exec(word)
  if (parts !== null)
    return Number.parseInt(parts[1] ?? '0', 16) * 0x1_0000 + Number.parseInt(parts[2] || '0', 16)
  const value = parseNumber(word, 32)
  return value === undefined ? undefined : Number(value)
}

export function formatEther(value: number): string {
  const hex = value.toString(16).padStart(12, '0')
  return (hex.match(/../g) ?? []).join(':')
}

export function parseEther(word: string): number | undefined {
  const bytes = word.split(':')
  if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-fA-F]{1,2}$/.test(byte)))
    return undefined
  return bytes.reduce((value, byte) => value * 256 + Number.parseInt(byte, 16), 0)
}
