import { resolveGoScalar } from './go-yaml.ts'

/** What a scalar stands for; `undefined` in place of this: the full reader must decide. */
export interface ScalarValue {
  readonly value: string | number | boolean | null
}

/** A plain scalar may not begin with what opens something else. */
const opensOther = new Set([...'&*!|>%@`"\'{}[],#?:=<'])

/** The value of a scalar without quotes, on one line, its comment already cut off. */
export function resolvePlainScalar(text: string): ScalarValue | undefined {
  const first = text[0]
  if (first === undefined) return { value: null }
  if (opensOther.has(first) || text.includes(': ') || text.endsWith(':')) return undefined
  if (text.includes('\t')) return undefined
  if (first === '-' && (text.length === 1 || text[1] === ' ')) return undefined
  const value = resolveGoScalar(text)
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : { value }
}

/**
 * A scalar in quotes that fills its line but for a comment; undefined: it goes on in the next line, or has
 * escapes that JSON does not know.
 */
export function resolveQuotedScalar(text: string): ScalarValue | undefined {
  const end = endOfQuotes(text, 0)
  if (end === undefined || !isCommentOrNothing(text.slice(end))) return undefined
  return unquote(text.slice(0, end))
}

/** Offset behind the closing quote of the text that opens at `start`. */
export function endOfQuotes(text: string, start: number): number | undefined {
  const quote = text[start]
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at += 1
      else return at + 1
    }
  }
  return undefined
}

export function unquote(quoted: string): ScalarValue | undefined {
  if (quoted.includes('\t')) return undefined
  if (quoted.startsWith("'")) return { value: quoted.slice(1, -1).replaceAll("''", "'") }
  if (!quoted.includes('\\')) return { value: quoted.slice(1, -1) }
  try {
    const value: unknown = JSON.parse(quoted)
    return typeof value === 'string' ? { value } : undefined
  } catch {
    return undefined
  }
}

/** Whether only spaces follow, or a comment after at least one. */
export function isCommentOrNothing(rest: string): boolean {
  const text = rest.replace(/^ +/, '')
  return text === '' || (text.startsWith('#') && text.length < rest.length)
}

/** The text before ` #`, without trailing spaces. */
export function withoutComment(text: string): string {
  const comment = text.indexOf(' #')
  return trimSpacesAtEnd(comment < 0 ? text : text.slice(0, comment))
}

/** YAML's white space is the space alone (tabs are not for this reader); a no-break space is text. */
export function trimSpacesAtEnd(text: string): string {
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x20) end -= 1
  return text.slice(0, end)
}
