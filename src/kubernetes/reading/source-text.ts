/** One file's text, and the name that errors call it by (`-` is called `stdin`). */
export interface SourceText {
  readonly file: string
  readonly text: string
}

/** A step into a document: a field's name, or an index. */
export type PathStep = string | number

export interface LineColumn {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

export function lineColumnOf(text: string, offset: number): LineColumn {
  let line = 1
  let lineStart = 0
  for (;;) {
    const end = text.indexOf('\n', lineStart)
    if (end < 0 || end >= offset) return { line, column: offset - lineStart + 1 }
    line += 1
    lineStart = end + 1
  }
}
