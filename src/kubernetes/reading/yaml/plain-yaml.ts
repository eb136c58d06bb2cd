import { isPlainKey, parseFlow } from './plain-flow.ts'
import {
  isCommentOrNothing,
  resolvePlainScalar,
  resolveQuotedScalar,
  withoutComment,
} from './plain-scalar.ts'

export interface PlainDocument {
  readonly value: unknown
  /** Of its first character in the text. */
  readonly offset: number
  /** Offsets of the items of the list under `items`. */
  readonly itemOffsets: readonly number[]
}

/** A line that says something: its indent, and what follows it, trailing spaces included. */
interface Line {
  indent: number
  text: string
  /** Of the whole line in the document. */
  readonly start: number
}

/** Thrown where the text is more than this reader knows. */
class NotPlain extends Error {}

const depthMax = 60
const keyPattern = /^([A-Za-z_./$][\w./$-]*):(?: +|$)/

/**
 * Reads the YAML that people and kubectl write: maps and lists by indent, scalars on one line, `|` texts, and
 * brackets on one line. Some thirty times as fast as the full reader; undefined where that one must decide,
 * which is whenever anything else occurs (anchors, tags, folded or broken lines, errors).
 */
export function readPlainYaml(text: string): PlainDocument | undefined {
  try {
    return new PlainReader(text).read()
  } catch (error) {
    if (error instanceof NotPlain) return undefined
    throw error
  }
}

class PlainReader {
  readonly #text: string
  /** Where the next line begins; the lines before it are read. */
  #next: number
  /** The line that is looked at; undefined: the text is over. */
  #line: Line | undefined
  readonly #itemOffsets: number[] = []

  constructor(text: string) {
    this.#text = text
    this.#next = text.startsWith('---') ? endOfMarker(text) : 0
  }

  read(): PlainDocument | undefined {
    this.#advance()
    const first = this.#line
    if (first === undefined) return undefined
    const offset = first.start + first.indent
    if (keyPattern.exec(first.text) === null) throw new NotPlain()
    const value = this.#map(first.indent, 0)
    if (this.#line !== undefined) throw new NotPlain()
    return { value, offset, itemOffsets: this.#itemOffsets }
  }

  /** To the next line that is neither empty nor a comment. */
  #advance(): void {
    const text = this.#text
    for (;;) {
      const start = this.#next
      if (start >= text.length) {
        this.#line = undefined
        return
      }
      const newline = text.indexOf('\n', start)
      const end = newline < 0 ? text.length : newline
      this.#next = end + 1
      let at = start
      while (text.charCodeAt(at) === 0x20) at += 1
      if (at >= end) continue
      const code = text.charCodeAt(at)
      if (code === 0x23) continue
      // Tabs, carriage returns and the marks of documents are for the full reader.
      if (code === 0x09 || code === 0x0d || text.charCodeAt(end - 1) === 0x0d) throw new NotPlain()
      if (code === 0x2e && at === start && text.startsWith('...', at)) throw new NotPlain()
      this.#line = { indent: at - start, text: text.slice(at, end), start }
      return
    }
  }

  #map(indent: number, depth: number): Record<string, unknown> {
    if (depth > depthMax) throw new NotPlain()
    const map: Record<string, unknown> = {}
    for (;;) {
      const line = this.#line
      if (line === undefined || line.indent < indent) return map
      if (line.indent > indent) throw new NotPlain()
      const match = keyPattern.exec(line.text)
      // Another list item, at the indent of the map that it ends.
      if (match === null && isItem(line.text)) return map
      const name = match?.[1]
      if (match === null || name === undefined) throw new NotPlain()
      if (!isPlainKey(name) || Object.hasOwn(map, name)) throw new NotPlain()
      const rest = line.text.slice(match[0].length)
      map[name] = this.#valueOf(rest, indent, depth, depth === 0 && name === 'items')
    }
  }

  /** What follows a key: on its line, or below it. */
  #valueOf(rest: string, indent: number, depth: number, isItems: boolean): unknown {
    if (rest !== '' && !rest.startsWith('#')) return this.#scalar(rest, indent)
    this.#advance()
    const line = this.#line
    if (line === undefined || line.indent < indent) return null
    if (isItem(line.text)) return this.#list(line.indent, depth + 1, isItems)
    return line.indent === indent ? null : this.#block(line, depth + 1)
  }

  #block(line: Line, depth: number): unknown {
    if (isItem(line.text)) return this.#list(line.indent, depth, false)
    if (keyPattern.test(line.text)) return this.#map(line.indent, depth)
    throw new NotPlain()
  }

  #list(indent: number, depth: number, isItems: boolean): unknown[] {
    if (depth > depthMax) throw new NotPlain()
    const list: unknown[] = []
    for (;;) {
      const line = this.#line
      if (line === undefined || line.indent < indent) return list
      if (line.indent > indent) throw new NotPlain()
      if (!isItem(line.text)) return list
      const inside = line.text.slice(1).replace(/^ +/, '')
      const column = indent + line.text.length - inside.length
      if (isItems) this.#itemOffsets.push(line.start + column)
      list.push(this.#item(line, inside, column, indent, depth, isItems))
    }
  }

  #item(
    line: Line,
    inside: string,
    column: number,
    indent: number,
    depth: number,
    isItems: boolean,
  ): unknown {
    if (inside === '' || inside.startsWith('#')) {
      this.#advance()
      const next = this.#line
      // Where a list's items stand is only known for those that begin on the dash's line.
      if (isItems) throw new NotPlain()
      return next === undefined || next.indent <= indent ? null : this.#block(next, depth + 1)
    }
    if (!isItem(inside) && !keyPattern.test(inside)) return this.#scalar(inside, indent)
    // The rest of the line is the first line of a block of its own.
    line.indent = column
    line.text = inside
    return this.#block(line, depth + 1)
  }

  /** Of a node whose parent is indented by `indent`; the lines below must not belong to it. */
  #scalar(text: string, indent: number): unknown {
    const first = text[0]
    if (first === '|') return this.#literal(text, indent)
    const found =
      first === '"' || first === "'"
        ? resolveQuotedScalar(text)
        : first === '[' || first === '{'
          ? parseFlow(text)
          : resolvePlainScalar(withoutComment(text))
    if (found === undefined) throw new NotPlain()
    this.#advance()
    if (this.#line !== undefined && this.#line.indent > indent) throw new NotPlain()
    return found.value
  }

  #literal(header: string, indent: number): string {
    const chomping = header[1] === '-' ? '-' : ''
    if (!isCommentOrNothing(header.slice(1 + chomping.length))) throw new NotPlain()
    const lines: string[] = []
    let blockIndent: number | undefined
    while (this.#next < this.#text.length) {
      const start = this.#next
      const newline = this.#text.indexOf('\n', start)
      const end = newline < 0 ? this.#text.length : newline
      let at = start
      while (at < end && this.#text.charCodeAt(at) === 0x20) at += 1
      const lineIndent = at - start
      if (at === end) {
        // An empty line may not be longer than the indent, before that is known.
        if (blockIndent === undefined && lineIndent > indent + 1) throw new NotPlain()
        lines.push(blockIndent === undefined ? '' : this.#text.slice(start + blockIndent, end))
      } else {
        blockIndent ??= lineIndent
        if (lineIndent < blockIndent || lineIndent <= indent) break
        if (this.#text.charCodeAt(end - 1) === 0x0d) throw new NotPlain()
        lines.push(this.#text.slice(start + blockIndent, end))
      }
      this.#next = end + 1
    }
    if (blockIndent === undefined || blockIndent <= indent) throw new NotPlain()
    this.#advance()
    if (this.#line !== undefined && this.#line.indent > indent) throw new NotPlain()
    return chomp(lines, chomping === '-')
  }
}

function chomp(lines: readonly string[], strip: boolean): string {
  let count = lines.length
  while (count > 0 && lines[count - 1] === '') count -= 1
  const content = lines.slice(0, count).join('\n')
  return strip ? content : `${content}\n`
}

function isItem(text: string): boolean {
  return text.charCodeAt(0) === 0x2d && (text.length === 1 || text.charCodeAt(1) === 0x20)
}

/** Behind the line `---`, which may have a comment and nothing else. */
function endOfMarker(text: string): number {
  const newline = text.indexOf('\n')
  const rest = text.slice(3, newline < 0 ? text.length : newline)
  if (!isCommentOrNothing(rest)) throw new NotPlain()
  return newline < 0 ? text.length : newline + 1
}
