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
