/** Dates and times of day as nft writes them; the machine's zone is taken to be UTC. */

/** `2024-01-01 00:00:00` of seconds since 1970. */
export function formatDate(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** Seconds since 1970 of a date with or without time, or of a bare number; undefined: neither. */
export function parseDate(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  const found = /^(\d{4}-\d\d-\d\d)(?: (\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text)
  if (found === null) return undefined
  const [, date, hours = '00', minutes = '00', seconds = '00'] = found
  const ms = Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`)
  return Number.isNaN(ms) ? undefined : ms / 1_000
}

/** `17:00`, or `17:00:05`, of seconds since midnight. */
export function formatHour(secondsOfDay: number): string {
  const parts = [Math.floor(secondsOfDay / 3_600), Math.floor(secondsOfDay / 60) % 60]
  if (secondsOfDay % 60 !== 0) parts.push(secondsOfDay % 60)
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** Seconds since midnight; undefined: no time of day. */
export function parseHour(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) < 86_400 ? Number(text) : undefined
  const found = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text)
  if (found === null) return undefined
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0))
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return hours * 3_600 + minutes * 60 + seconds
}
