/** Units of times, largest first, in milliseconds. */
export const durationUnits: readonly [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]

/** As nft prints times (src/datatype.c, time_print). */
export function formatDuration(durationMs: number): string {
  let rest = Math.max(0, Math.floor(durationMs))
  let text = ''
  for (const [unit, size] of durationUnits) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) text += `${count}${unit}`
  }
  return text === '' ? '0s' : text
}

/** Milliseconds of `1d2h3m4s5ms`, or of a bare number of seconds; NaN for anything else. */
export function parseDuration(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const found = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text)
  if (found === null || text === '') return Number.NaN
  let total = 0
  for (const [index, [, size]] of durationUnits.entries())
    total += Number(found[index + 1] ?? 0) * size
  return total
}
