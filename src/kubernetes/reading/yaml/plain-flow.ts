import {
  endOfQuotes,
  isCommentOrNothing,
  resolvePlainScalar,
  trimSpacesAtEnd,
  unquote,
} from './plain-scalar.ts'

interface Parsed {
  readonly value: unknown
  /** Offset of what follows. */
  readonly end: number
}

const depthMax = 20

/**
 * A list or map in brackets that begins and ends on this line: `["a", b]`, `{name: x}`; undefined: the full
 * reader must decide.
 */
export function parseFlow(text: string): { readonly value: unknown } | undefined {
  const parsed = parseValue(text, 0, 0)
  return parsed !== undefined && isCommentOrNothing(text.slice(parsed.end)) ? parsed : undefined
}

function parseValue(text: string, start: number, depth: number): Parsed | undefined {
  const first = text[start]
  if (depth > depthMax) return undefined
  if (first === '[') return parseList(text, start, depth)
  if (first === '{') return parseMap(text, start, depth)
  return parseScalar(text, start)
}

function parseScalar(text: string, start: number): Parsed | undefined {
  const first = text[start]
  if (first === '"' || first === "'") {
    const end = endOfQuotes(text, start)
    const scalar = end === undefined ? undefined : unquote(text.slice(start, end))
    return end === undefined || scalar === undefined ? undefined : { value: scalar.value, end }
  }
  let end = start
  while (end < text.length && !',[]{}'.includes(text[end] ?? '')) end += 1
  const plain = trimSpacesAtEnd(text.slice(start, end))
  // A colon may end a key here without a space after it, a hash may begin a comment: not for this reader.
  if (plain === '' || plain.includes(':') || plain.includes('#')) return undefined
  const scalar = resolvePlainScalar(plain)
  return scalar === undefined ? undefined : { value: scalar.value, end }
}

function parseList(text: string, start: number, depth: number): Parsed | undefined {
  const values: unknown[] = []
  let at = skipSpaces(text, start + 1)
  while (text[at] !== ']') {
    const item = parseValue(text, at, depth + 1)
    if (item === undefined) return undefined
    values.push(item.value)
    at = skipSpaces(text, item.end)
    if (text[at] === ',') at = skipSpaces(text, at + 1)
    else if (text[at] !== ']') return undefined
  }
  return { value: values, end: at + 1 }
}

function parseMap(text: string, start: number, depth: number): Parsed | undefined {
  const values: Record<string, unknown> = {}
  let at = skipSpaces(text, start + 1)
  while (text[at] !== '}') {
    const key = /^[A-Za-z_][\w./-]*: /.exec(text.slice(at, at + 200))?.[0]
    if (key === undefined) return undefined
    const name = key.slice(0, -2)
    if (Object.hasOwn(values, name) || !isPlainKey(name)) return undefined
    const item = parseValue(text, skipSpaces(text, at + key.length), depth + 1)
    if (item === undefined) return undefined
    values[name] = item.value
    at = skipSpaces(text, item.end)
    if (text[at] === ',') at = skipSpaces(text, at + 1)
    else if (text[at] !== '}') return undefined
  }
  return { value: values, end: at + 1 }
}

/** Whether a key without quotes is a text: not `yes`, `null` or the like, nor one that objects treat apart. */
export function isPlainKey(name: string): boolean {
  return typeof resolvePlainScalar(name)?.value === 'string' && name !== '__proto__'
}

function skipSpaces(text: string, start: number): number {
  let at = start
  while (text[at] === ' ') at += 1
  return at
}
