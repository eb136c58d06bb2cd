import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Tags,
  type YAMLError,
} from 'yaml'
import { UserError } from '../../base/user-error.ts'
import { isSimilarField } from './json-text.ts'
import { yamlAliasesMax, yamlDocumentBytesMax } from './limits.ts'
import { lineColumnOf, type PathStep, type SourceText } from './source-text.ts'

/** A document's value, and where in the file's text its first character stands. */
export interface YamlValue {
  readonly value: unknown
  readonly offset: number
  /** Offsets of the items, where the value is a `List`. */
  readonly itemOffsets: readonly number[]
}

/** A piece of a file: what stands between two `---` lines. */
export interface YamlChunk {
  readonly text: string
  readonly offset: number
}

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
  if (chunk.text.length > yamlDocumentBytesMax)
    throw new UserError(
      'E_LIMIT',
      `a YAML document of ${megabytes(chunk.text.length)}; at most ${megabytes(yamlDocumentBytesMax)} are read (JSON may be larger)`,
      { file: source.file, ...lineColumnOf(source.text, chunk.offset) },
    )
  const values: YamlValue[] = []
  for (const document of parseChunk(source, chunk)) {
    const error = document.errors[0]
    if (error !== undefined) throw syntaxError(source, chunk, error)
    const value = toValue(source, chunk, document)
    if (value === null || value === undefined) continue
    values.push({
      value,
      offset: chunk.offset + startOf(document.contents),
      itemOffsets: itemOffsetsOf(document, chunk.offset),
    })
  }
  return values
}

/** Offset of the value that `path` leads to, or of the deepest one that exists on the way. */
export function findInYaml(source: SourceText, offset: number, path: readonly PathStep[]): number {
  const chunk = splitYaml(source.text).findLast((piece) => piece.offset <= offset)
  if (chunk === undefined) return offset
  for (const document of parseChunk(source, chunk)) {
    const start = chunk.offset + startOf(document.contents)
    if (start === offset) return chunk.offset + follow(document, path)
  }
  return offset
}

function parseChunk(source: SourceText, chunk: YamlChunk): Document.Parsed[] {
  try {
    const documents = parseAllDocuments(chunk.text, {
      prettyErrors: false,
      keepSourceTokens: false,
      version: '1.1',
      customTags: goYamlTags,
      logLevel: 'silent',
    })
    return Array.isArray(documents) ? documents : []
  } catch (error) {
    throw tooDeep(source, chunk.offset, error)
  }
}

/**
 * kubectl reads YAML 1.1 with go-yaml v2: `yes` and `on` are booleans and 010 is eight, but neither
 * 1:30 is ninety nor is 2001-01-01 a date (sigs.k8s.io/yaml goyaml.v2, resolve.go).
 */
function goYamlTags(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (!('format' in tag && tag.format === 'TIME') &&
        !/(timestamp|binary|omap|pairs|set)$/.test(tag.tag)),
  )
}

function toValue(source: SourceText, chunk: YamlChunk, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: yamlAliasesMax })
  } catch (error) {
    if (error instanceof ReferenceError)
      throw new UserError(
        'E_LIMIT',
        `aliases are resolved more than ${yamlAliasesMax} times in one document (expected far fewer)`,
        { file: source.file, ...lineColumnOf(source.text, chunk.offset) },
      )
    throw tooDeep(source, chunk.offset, error)
  }
}

function tooDeep(source: SourceText, offset: number, error: unknown): unknown {
  if (!(error instanceof RangeError)) return error
  return new UserError('E_LIMIT', 'the document is nested too deeply to be read', {
    file: source.file,
    ...lineColumnOf(source.text, offset),
  })
}

function syntaxError(source: SourceText, chunk: YamlChunk, error: YAMLError): UserError {
  const at = lineColumnOf(source.text, chunk.offset + error.pos[0])
  const code = error.code === 'RESOURCE_EXHAUSTION' ? 'E_LIMIT' : 'E_YAML'
  const found = excerpt(chunk.text, error.pos[0])
  return new UserError(code, `no valid YAML: ${error.message}${found}`, {
    file: source.file,
    ...at,
  })
}

function excerpt(text: string, offset: number): string {
  const line = text.slice(offset, offset + 40).split('\n')[0] ?? ''
  return line.trim() === '' ? '' : ` (found ${JSON.stringify(line.trim())})`
}

function startOf(node: unknown): number {
  return isNode(node) && node.range ? node.range[0] : 0
}

function itemOffsetsOf(document: Document.Parsed, base: number): readonly number[] {
  const items = isMap(document.contents) ? document.contents.get('items', true) : undefined
  return isSeq(items) ? items.items.map((item) => base + startOf(item)) : []
}

function follow(document: Document.Parsed, path: readonly PathStep[]): number {
  let node: unknown = document.contents
  let found = startOf(node)
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    const next = stepInto(node, step)
    if (next === undefined) return found
    found = startOf(next.key ?? next.value)
    node = next.value
  }
  return found
}

function stepInto(node: unknown, step: PathStep): { key?: Node; value: unknown } | undefined {
  if (typeof step === 'number') {
    const value = isSeq(node) ? node.items[step] : undefined
    return value === undefined ? undefined : { value }
  }
  if (!isMap(node)) return undefined
  const nameOf = (key: unknown) => (isScalar(key) ? String(key.value) : '')
  const pair =
    node.items.find(({ key }) => nameOf(key) === step) ??
    node.items.find(({ key }) => isSimilarField(nameOf(key), step))
  if (pair === undefined) return undefined
  return isNode(pair.key) ? { key: pair.key, value: pair.value } : { value: pair.value }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / (1024 * 1024))} MB`
}
