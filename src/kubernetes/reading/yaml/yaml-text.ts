import type { PathStep, SourceText } from '../source-text.ts'
import { findInFullYaml, readFullYaml, type YamlChunk, type YamlValue } from './full-yaml.ts'
import { type PlainDocument, readPlainYaml } from './plain-yaml.ts'

/**
 * Cuts at lines that begin with `---`, as kubectl's reader does. Documents are then parsed one by one,
 * so that memory holds the syntax tree of one.
 */
export function splitYaml(text: string): readonly YamlChunk[] {
  const chunks: YamlChunk[] = []
  let start = 0
  for (const match of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    if (match.index > start) chunks.push({ text: text.slice(start, match.index), offset: start })
    start = match.index
  }
  chunks.push({ text: text.slice(start), offset: start })
  return chunks
}

/** @throws UserError E_YAML, E_LIMIT */
export function readYamlChunk(source: SourceText, chunk: YamlChunk): readonly YamlValue[] {
  if (isBlank(chunk.text)) return []
  const plain = readPlainYaml(chunk.text)
  return plain === undefined ? readFullYaml(source, chunk) : [fromPlain(plain, chunk.offset)]
}

function fromPlain({ value, offset, itemOffsets }: PlainDocument, base: number): YamlValue {
  return { value, offset: base + offset, itemOffsets: itemOffsets.map((item) => base + item) }
}

/** Offset of the value that `path` leads to, or of the deepest one that exists on the way. */
export function findInYaml(source: SourceText, offset: number, path: readonly PathStep[]): number {
  const chunk = splitYaml(source.text).findLast((piece) => piece.offset <= offset)
  return chunk === undefined ? offset : findInFullYaml(source, chunk, offset, path)
}

/** Comments and empty lines only (and the `---` before them). */
function isBlank(text: string): boolean {
  for (let at = text.startsWith('---') ? 3 : 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end).trim()
    if (line !== '' && !line.startsWith('#')) return false
    if (end < 0) return true
    at = end + 1
  }
  return true
}
