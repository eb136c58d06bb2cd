import type { PathStep } from './source-text.ts'

const quote = 0x22
const backslash = 0x5c

/**
 * Offset of the value that `path` leads to, in JSON that is known to be well-formed; where a step does
 * not exist, of the deepest value that does. A field is found at its key.
 */
export function findInJson(text: string, start: number, path: readonly PathStep[]): number {
  let at = skipSpace(text, start)
  let found = at
  for (const step of path) {
    const next = typeof step === 'number' ? findItem(text, at, step) : findField(text, at, step)
    if (next === undefined) return found
    found = next.found
    at = next.value
  }
  return found
}

/** Offset just behind the JSON value that begins at `start`; the end of the text where it never ends. */
export function endOfJsonValue(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at) - 1
    else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1
      if (depth <= 0) return at + 1
    }
    if (depth === 0 && isValueEnd(text.charCodeAt(at + 1))) return at + 1
  }
  return text.length
}

export function skipSpace(text: string, start: number): number {
  let at = start
  while (isSpace(text.charCodeAt(at))) at += 1
  return at
}

/** The field, or one that only differs in case or lacks a plural's s (`clusterIP` for `clusterIPs`). */
function findField(text: string, start: number, name: string) {
  if (text[start] !== '{') return undefined
  let similar: { found: number; value: number } | undefined
  let at = skipSpace(text, start + 1)
  while (text.charCodeAt(at) === quote) {
    const keyEnd = endOfString(text, at)
    const key = text.slice(at + 1, keyEnd - 1)
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1)
    if (key === name) return { found: at, value }
    if (isSimilarField(key, name)) similar = { found: at, value }
    at = skipSpace(text, endOfJsonValue(text, value))
    if (text[at] !== ',') break
    at = skipSpace(text, at + 1)
  }
  return similar
}

export function isSimilarField(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase() || `${key}s` === name
}

function findItem(text: string, start: number, index: number) {
  if (text[start] !== '[') return undefined
  let at = skipSpace(text, start + 1)
  for (let item = 0; at < text.length && text[at] !== ']'; item += 1) {
    if (item === index) return { found: at, value: at }
    at = skipSpace(text, endOfJsonValue(text, at))
    if (text[at] !== ',') return undefined
    at = skipSpace(text, at + 1)
  }
  return undefined
}

/** Offset just behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === backslash) at += 1
    else if (code === quote) return at + 1
  }
  return text.length
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** What may follow a number, `true`, `false`, `null` or a string. */
function isValueEnd(code: number): boolean {
  return Number.isNaN(code) || isSpace(code) || code === 0x2c || code === 0x7d || code === 0x5d
}
