import { closest, distance } from 'fastest-levenshtein'

/** `; did you mean "requests"?`, or '' where nothing known is near. */
export function suggest(word: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const lower = word.toLowerCase()
  const best = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  )
  const found = known.find((one) => one.toLowerCase() === best)
  const isNear = distance(lower, best) <= Math.max(1, Math.floor(word.length / 3))
  return isNear && found !== undefined ? `; did you mean "${found}"?` : ''
}

/** `a, b and 3 more`: what there is, for a message that says that something is not. */
export function listKnown(known: readonly string[], max = 8): string {
  if (known.length === 0) return 'none'
  const shown = known.slice(0, max).join(', ')
  return known.length > max ? `${shown} and ${known.length - max} more` : shown
}
