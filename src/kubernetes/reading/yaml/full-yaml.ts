import type { Document, ErrorCode, Node, YAMLError } from 'yaml'
import { UserError } from '../../../base/user-error.ts'
import { isSimilarField } from '../json-text.ts'
import { nestingMax, yamlAliasesMax, yamlDocumentBytesMax } from '../limits.ts'
import { lineColumnOf, type PathStep, type SourceText } from '../source-text.ts'
import { goYamlTags } from './go-yaml.ts'
import { yamlPackage } from './yaml-package.ts'

const nestedTooDeeply = `the document is nested too deeply to be read (at most ${nestingMax} brackets, fewer indents)`

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

/** Where the package says that an error is: an offset, a range, or a token. */
type ErrorPlace =
  | number
  | readonly [number, number, ...unknown[]]
  | { readonly offset: number; readonly source?: string }

/** With the package that knows all of YAML. @throws UserError E_YAML, E_LIMIT */
export function readFullYaml(source: SourceText, chunk: YamlChunk): readonly YamlValue[] {
  if (chunk.text.length > yamlDocumentBytesMax)
    throw new UserError(
      'E_LIMIT',
      `a YAML document of ${megabytes(chunk.text.length)}; at most ${megabytes(yamlDocumentBytesMax)} are read (JSON may be larger)`,
      { file: source.file, ...lineColumnOf(source.text, chunk.offset) },
    )
  refuseDeepNesting(source, chunk)
  const values: YamlValue[] = []
  for (const document of parseChunk(source, chunk)) {
    refuseRepeatedKeys(source, chunk, document)
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

/** Offset of the value that `path` leads to from the document at `offset`, or of the deepest one on the way. */
export function findInFullYaml(
  source: SourceText,
  chunk: YamlChunk,
  offset: number,
  path: readonly PathStep[],
): number {
  for (const document of parseChunk(source, chunk)) {
    const start = chunk.offset + startOf(document.contents)
    if (start === offset) return chunk.offset + follow(document, path)
  }
  return offset
}

function parseChunk(source: SourceText, chunk: YamlChunk): Document.Parsed[] {
  const { Composer, Parser, YAMLParseError } = yamlPackage()
  const composer = new Composer({
    keepSourceTokens: false,
    // The package compares every pair of keys; `refuseRepeatedKeys` does not.
    uniqueKeys: false,
    version: '1.1',
    customTags: goYamlTags,
    logLevel: 'silent',
  })
  // The first error is the one that is told. A text can be made to have one in every two characters, each of which costs
  // the package as much as a hundred characters that are right.
  const errors: YAMLError[] = []
  const onError = (at: ErrorPlace, code: ErrorCode, message: string, isWarning?: boolean) => {
    if (isWarning === true) return
    // The package catches what is thrown within it, and tells it as another error: the first one stays.
    errors.push(errors[0] ?? new YAMLParseError(positionOf(at), code, message))
    throw errors[0]
  }
  Object.assign(composer, { onError })
  try {
    return Array.from(composer.compose(new Parser().parse(chunk.text)))
  } catch (error) {
    if (errors[0] !== undefined) throw syntaxError(source, chunk, errors[0])
    throw tooDeep(source, chunk.offset, error)
  }
}

function positionOf(at: ErrorPlace): [number, number] {
  if (typeof at === 'number') return [at, at + 1]
  if ('offset' in at) return [at.offset, at.offset + (at.source?.length ?? 1)]
  return [at[0], at[1]]
}

function toValue(source: SourceText, chunk: YamlChunk, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: yamlAliasesMax })
  } catch (error) {
    const at = { file: source.file, ...lineColumnOf(source.text, chunk.offset) }
    if (error instanceof ReferenceError && error.message.startsWith('Excessive'))
      throw new UserError(
        'E_LIMIT',
        `aliases are resolved more than ${yamlAliasesMax} times in one document (expected far fewer)`,
        at,
      )
    if (error instanceof ReferenceError)
      throw new UserError('E_YAML', `no valid YAML: ${shorten(error.message)}`, at)
    throw tooDeep(source, chunk.offset, error)
  }
}

/** Cheap, and too strict only for a text with thousands of brackets that never close. */
function refuseDeepNesting(source: SourceText, chunk: YamlChunk): void {
  let depth = 0
  for (let at = 0; at < chunk.text.length; at += 1) {
    const code = chunk.text.charCodeAt(at)
    if (code === 0x5b || code === 0x7b) depth += 1
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1
    if (depth > nestingMax) throw tooDeep(source, chunk.offset + at, new RangeError())
  }
}

/** As kubectl: `key "name" already set in map`. */
function refuseRepeatedKeys(source: SourceText, chunk: YamlChunk, document: Document.Parsed): void {
  const { isScalar, visit } = yamlPackage()
  visit(document, {
    Map(_, map) {
      const names = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue
        if (names.has(key.value))
          throw new UserError('E_YAML', `key "${String(key.value)}" already set in map`, {
            file: source.file,
            ...lineColumnOf(source.text, chunk.offset + startOf(key)),
          })
        names.add(key.value)
      }
    },
  })
}

function tooDeep(source: SourceText, offset: number, error: unknown): unknown {
  if (!(error instanceof RangeError)) return error
  return new UserError('E_LIMIT', nestedTooDeeply, {
    file: source.file,
    ...lineColumnOf(source.text, offset),
  })
}

function syntaxError(source: SourceText, chunk: YamlChunk, error: YAMLError): UserError {
  const at = lineColumnOf(source.text, chunk.offset + error.pos[0])
  // The package notices its own stack overflow, sometimes under another error's code.
  if (error.code === 'RESOURCE_EXHAUSTION' || error.message.includes('call stack'))
    return new UserError('E_LIMIT', nestedTooDeeply, { file: source.file, ...at })
  const found = excerpt(chunk.text, error.pos[0])
  return new UserError('E_YAML', `no valid YAML: ${shorten(error.message)}${found}`, {
    file: source.file,
    ...at,
  })
}

/** The package quotes what it found in full, a megabyte of it if need be. */
function shorten(message: string): string {
  return message.length > 200 ? `${message.slice(0, 200)}…` : message
}

function excerpt(text: string, offset: number): string {
  const line = text.slice(offset, offset + 40).split('\n')[0] ?? ''
  return line.trim() === '' ? '' : ` (found ${JSON.stringify(line.trim())})`
}

function startOf(node: unknown): number {
  return yamlPackage().isNode(node) && node.range ? node.range[0] : 0
}

function itemOffsetsOf(document: Document.Parsed, base: number): readonly number[] {
  const { isMap, isSeq } = yamlPackage()
  const items = isMap(document.contents) ? document.contents.get('items', true) : undefined
  return isSeq(items) ? items.items.map((item) => base + startOf(item)) : []
}

function follow(document: Document.Parsed, path: readonly PathStep[]): number {
  let node: unknown = document.contents
  let found = startOf(node)
  for (const step of path) {
    if (yamlPackage().isAlias(node)) node = node.resolve(document)
    const next = stepInto(node, step)
    if (next === undefined) return found
    found = startOf(next.key ?? next.value)
    node = next.value
  }
  return found
}

function stepInto(node: unknown, step: PathStep): { key?: Node; value: unknown } | undefined {
  const { isMap, isNode, isScalar, isSeq } = yamlPackage()
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
