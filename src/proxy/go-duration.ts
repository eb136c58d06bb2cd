const millisecondsPer: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

/** Milliseconds of a duration as Go writes it (`1h30m`, `0s`, `-1.5s`); undefined: it is none. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text)
  if (match === null) return /^[+-]?0$/.test(text) ? 0 : undefined
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(amount) * (millisecondsPer[unit ?? ''] ?? 0)
  return match[1] === '-' ? -sum : sum
}

/** As Go's `time.Duration.String`: `1h0m0s`, `1m30s`, `500ms`, `0s`. */
export function formatGoDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  const sign = milliseconds < 0 ? '-' : ''
  const left = Math.abs(milliseconds)
  if (left < 1_000) return `${sign}${left >= 1 ? `${left}ms` : `${left * 1_000}µs`}`
  const hours = Math.floor(left / 3_600_000)
  const minutes = Math.floor((left % 3_600_000) / 60_000)
  const seconds = Number(((left % 60_000) / 1_000).toFixed(9))
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`
  return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`
}
