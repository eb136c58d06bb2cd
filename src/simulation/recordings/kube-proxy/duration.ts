const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** A number of seconds, or a text as Go's time.ParseDuration takes it (`1h30m`), in milliseconds. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === 'number') return value * 1000
  if (typeof value !== 'string') return undefined
  const parts = [...value.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)]
  if (parts.map(([part]) => part).join('') !== value.replace(/^[+-]/, '')) return undefined
  const sum = parts.reduce(
    (total, [, count, unit]) => total + Number(count) * (unitMs[unit ?? ''] ?? 0),
    0,
  )
  return value.startsWith('-') ? -sum : sum
}
