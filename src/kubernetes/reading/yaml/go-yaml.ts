import type { ScalarTag, Tags } from 'yaml'

const words: ReadonlyMap<string, boolean | null> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
])
const integer = /^[-+]?(?:0|[1-9]\d*|0[0-7]+|0[oO][0-7]+|0[xX][\da-fA-F]+|0[bB][01]+)$/
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/
const special = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/

/**
 * What a scalar without quotes stands for where kubectl reads it: YAML 1.1 as go-yaml v2 has it
 * (go.yaml.in/yaml/v2 resolve.go). `yes` is true, 010 is eight, 0o10 too and 1_000 a thousand; but 1:30 and
 * 2001-01-01 are texts, and so is E6.
 */
export function resolveGoScalar(text: string): string | number | boolean | null {
  const word = text.length <= 5 ? words.get(text) : undefined
  return word === undefined ? (goNumber(text) ?? text) : word
}

function goNumber(text: string): number | undefined {
  const code = text.charCodeAt(0)
  if (code < 0x2b || code > 0x39) return undefined
  if (special.test(text)) return specialNumber(text)
  // strconv.ParseFloat, to which a leading point goes, takes underscores between digits only.
  if (code === 0x2e && /_(?!\d)|^\._/.test(text)) return undefined
  const plain = text.replaceAll('_', '')
  if (integer.test(plain)) return goInteger(plain)
  return float.test(plain) ? Number(plain) : undefined
}

function goInteger(text: string): number {
  const negative = text.startsWith('-')
  const digits = text.replace(/^[-+]/, '')
  const value = Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase())
  return negative && value !== 0 ? -value : value
}

function specialNumber(text: string): number {
  if (text.toLowerCase().endsWith('nan')) return Number.NaN
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** The package's YAML 1.1, its numbers replaced by go-yaml's, and no dates, sets, binaries and the like. */
export function goYamlTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) =>
      typeof tag === 'string' || !/(int|float|timestamp|binary|omap|pairs|set)$/.test(tag.tag),
  )
  return [...kept, ...numberTags]
}

/** Finds numbers as `goNumber` does: the package asks patterns, for reading and for when to quote. */
class NumberPattern extends RegExp {
  override test(text: string): boolean {
    return goNumber(text) !== undefined
  }
}

const numberTags: readonly ScalarTag[] = ['float', 'int'].map((name) => ({
  identify: (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) === (name === 'int'),
  default: true,
  tag: `tag:yaml.org,2002:${name}`,
  test: new NumberPattern('number'),
  resolve: (text: string) => goNumber(text) ?? text,
  stringify: ({ value }) => String(value),
}))
