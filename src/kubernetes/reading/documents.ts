import { type Position, UserError } from '../../base/user-error.ts'
import { endOfJsonValue, skipSpace } from './json-text.ts'
import { fileBytesMax, yamlBytesMax } from './limits.ts'
import { Origin } from './origin.ts'
import { lineColumnOf, type SourceText } from './source-text.ts'
import { readYamlChunk, splitYaml } from './yaml/yaml-text.ts'

const yamlInBracesMax = 1024 * 1024

/** One Kubernetes object as it was written: any kind, nothing checked but that it is a map with a kind. */
export interface RawDocument {
  readonly apiVersion: string
  readonly kind: string
  readonly value: Readonly<Record<string, unknown>>
  readonly origin: Origin
}

/**
 * Every object in a text: YAML or JSON, many documents, lists opened (`List`, `ServiceList` …).
 * @throws UserError E_YAML, E_LIMIT, E_INVALID
 */
export function readDocuments(source: SourceText): readonly RawDocument[] {
  checkText(source)
  const documents: RawDocument[] = []
  for (const { value, origin, itemOffsets } of readValues(source))
    openDocument(value, origin, itemOffsets, documents)
  return documents
}

interface PlacedValue {
  readonly value: unknown
  readonly origin: Origin
  readonly itemOffsets: readonly number[]
}

/** Like kubectl, takes a text that begins with `{` for JSON, and for YAML if it is none. */
function* readValues(source: SourceText): Generator<PlacedValue> {
  const start = skipSpace(source.text, 0)
  if (source.text[start] === '{' || source.text[start] === '[') {
    const values = readJson(source, start)
    if (values !== undefined) {
      yield* values
      return
    }
    // Nobody writes this much YAML in braces: what is wrong is wrong JSON.
    if (source.text.length > yamlInBracesMax) throw jsonError(source)
  }
  if (source.text.length > yamlBytesMax)
    throw new UserError(
      'E_LIMIT',
      `${source.text.length} bytes of YAML; at most ${yamlBytesMax} are read (JSON may be larger)`,
      { file: source.file },
    )
  for (const chunk of splitYaml(source.text))
    for (const { value, offset, itemOffsets } of readYamlChunk(source, chunk))
      yield { value, origin: new Origin(source, 'yaml', offset, [], offset), itemOffsets }
}

/** Undefined: this is no JSON, nor several JSON documents one after the other. */
function readJson(source: SourceText, start: number): PlacedValue[] | undefined {
  const values: PlacedValue[] = []
  const take = (value: unknown, offset: number) =>
    values.push({ value, origin: new Origin(source, 'json', offset), itemOffsets: [] })
  const { text } = source
  const whole = tryParseJson(text)
  if (whole !== undefined) {
    take(whole.value, start)
    return values
  }
  for (let at = start; at < text.length; ) {
    const end = endOfJsonValue(text, at)
    const part = tryParseJson(text.slice(at, end))
    if (part === undefined) return undefined
    take(part.value, at)
    at = skipSpace(text, end)
  }
  return values
}

function jsonError(source: SourceText): UserError {
  const { text, file } = source
  const message = parseMessage(text)
  const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
  const found = message.replace(/ in JSON at position.*| at position.*/, '')
  return new UserError('E_YAML', `no valid JSON: ${found}`, { file, ...lineColumnOf(text, offset) })
}

function parseMessage(text: string): string {
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function tryParseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function openDocument(
  value: unknown,
  origin: Origin,
  itemOffsets: readonly number[],
  into: RawDocument[],
): void {
  const { apiVersion, kind, fields } = readHead(value, origin)
  if (!kind.endsWith('List') || !('items' in fields)) {
    into.push({ apiVersion, kind, value: fields, origin })
    return
  }
  const items = fields.items ?? []
  if (!Array.isArray(items))
    throw invalid(`items is ${describeValue(items)}, expected a list`, origin.locate(['items']))
  // A ServiceList of the API server's may leave its items' own kind out.
  const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length)
  for (const [index, item] of items.entries()) {
    const named =
      itemKind !== undefined && isMap(item) && item.kind === undefined
        ? { apiVersion, kind: itemKind, ...item }
        : item
    openDocument(named, origin.item(index, itemOffsets[index]), [], into)
  }
}

function readHead(value: unknown, origin: Origin) {
  if (!isMap(value))
    throw invalid(
      `${describeValue(value)}, expected a Kubernetes object (a map with a kind)`,
      origin,
    )
  const { apiVersion, kind } = value
  if (typeof kind !== 'string' || kind === '')
    throw invalid("Object 'Kind' is missing (expected e.g. kind: Service)", origin)
  if (typeof apiVersion !== 'string' || apiVersion === '')
    throw invalid(`apiVersion of a ${kind} is missing (expected e.g. apiVersion: v1)`, origin)
  return { apiVersion, kind, fields: value }
}

function checkText(source: SourceText): void {
  if (source.text.length > fileBytesMax)
    throw new UserError(
      'E_LIMIT',
      `the file has ${source.text.length} bytes; at most ${fileBytesMax} are read`,
      { file: source.file },
    )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what tells binary files.
  const binary = /[\0-\x08\x0e-\x1a\x1c-\x1f]/.exec(source.text)
  if (binary === null) return
  const code = binary[0].charCodeAt(0).toString(16).padStart(2, '0')
  throw new UserError('E_YAML', `a control character (0x${code}), expected YAML or JSON text`, {
    file: source.file,
    ...lineColumnOf(source.text, binary.index),
  })
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `the number 5`, `the text "x"`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value !== 'string') return `the ${typeof value} ${String(value)}`
  return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
}

function invalid(message: string, at: Position): UserError {
  return new UserError('E_INVALID', message, at)
}
