/** nft prints bytes in the largest unit that divides them (src/statement.c, get_rate). */
export function largestUnit(bytes: number): { count: number; unit: 'bytes' | 'kbytes' | 'mbytes' } {
  if (bytes !== 0 && bytes % (1024 * 1024) === 0)
    return { count: bytes / (1024 * 1024), unit: 'mbytes' }
  if (bytes !== 0 && bytes % 1024 === 0) return { count: bytes / 1024, unit: 'kbytes' }
  return { count: bytes, unit: 'bytes' }
}
