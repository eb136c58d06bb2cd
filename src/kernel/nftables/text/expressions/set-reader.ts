import { isInteger, knownType } from '../../model/data-type.ts'
import { arrangeElements } from '../../model/element-order.ts'
import type {
  AnonymousSource,
  Constant,
  ConstantElement,
  ElementKey,
  SetSource,
  SimpleConstant,
} from '../../model/expression.ts'
import type { Verdict } from '../../model/statement.ts'
import { isWildcard } from '../../ruleset/key-words.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { readKey } from './constant-reader.ts'

/** More elements in one pair of braces than this are refused. */
export const elementCountMax = 4_000_000

/** `@name`, or `{ … }` with keys of these types. A set of one plain element is that element (src/evaluate.c). */
export function readSetSource(
  cursor: Cursor,
  context: RuleContext,
  keyTypes: readonly string[],
): SetSource | SimpleConstant {
  if (cursor.isMark('@')) return readNamed(cursor, context, keyTypes, undefined)
  const { source, only } = readAnonymous(cursor, keyTypes, undefined)
  return context.listed === true ? source : (only ?? source)
}

/** As `readSetSource`, for a map to data of `dataTypes` (`['verdict']` for verdict maps). */
export function readMapSource(
  cursor: Cursor,
  context: RuleContext,
  keyTypes: readonly string[],
  dataTypes: readonly string[],
): SetSource {
  if (cursor.isMark('@')) return readNamed(cursor, context, keyTypes, dataTypes)
  return readAnonymous(cursor, keyTypes, dataTypes).source
}

function readNamed(
  cursor: Cursor,
  context: RuleContext,
  keyTypes: readonly string[],
  dataTypes: readonly string[] | undefined,
): SetSource {
  const offset = cursor.offset
  cursor.next()
  const name = cursor.takeName('a set name')
  if (context.tableMissingAt !== undefined)
    throw cursor.fault('evaluation', 'No such file or directory', context.tableMissingAt)
  const declaration = context.set(name)
  if (declaration === undefined)
    throw cursor.fault('evaluation', 'No such file or directory', offset)
  if (dataTypes !== undefined && declaration.dataTypes === undefined)
    throw cursor.fault('evaluation', 'Expression is not a map', offset)
  if (!sameTypes(declaration.keyTypes, keyTypes))
    throw cursor.fault(
      'evaluation',
      `datatype mismatch, expected ${describeTypes(keyTypes)}, expression has type ${describeTypes(declaration.keyTypes)}`,
      offset,
    )
  return { kind: 'named', name }
}

/** Integers are taken for any type of the same kind, as numgen and jhash are. */
function sameTypes(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length === right.length &&
    left.every(
      (type, index) => type === right[index] || isInteger(type) || isInteger(right[index] ?? ''),
    )
  )
}

function describeTypes(types: readonly string[]): string {
  const names = types.map((type) => knownType(type).description)
  return names.length === 1 ? (names[0] ?? '') : `concatenation of (${names.join(', ')})`
}

function readAnonymous(
  cursor: Cursor,
  keyTypes: readonly string[],
  dataTypes: readonly string[] | undefined,
): { source: AnonymousSource; only: SimpleConstant | undefined } {
  cursor.expectMark('{')
  const elements: ConstantElement[] = []
  const offsets: number[] = []
  do {
    cursor.skipLineBreaks()
    if (cursor.isMark('}') && elements.length > 0) break
    offsets.push(cursor.offset)
    elements.push(readConstantElement(cursor, keyTypes, dataTypes))
    cursor.skipLineBreaks()
    if (elements.length > elementCountMax)
      throw cursor.fault('syntax', `more than ${elementCountMax} elements`)
  } while (cursor.acceptMark(','))
  cursor.skipLineBreaks()
  cursor.expectMark('}')
  const interval = elements.some((element) => isInterval(element.key))
  const arranged = arrangeElements(elements, keyTypes, interval, dataTypes === undefined)
  if (typeof arranged === 'number')
    throw interval
      ? cursor.fault('evaluation', 'conflicting intervals specified', offsets[arranged])
      : cursor.fault('kernel', 'File exists', offsets[arranged])
  return {
    source: { kind: 'anonymous', keyTypes, dataTypes, interval, elements: arranged },
    only: elements.length === 1 && dataTypes === undefined ? plainKey(elements[0]) : undefined,
  }
}

function plainKey(element: ConstantElement | undefined): SimpleConstant | undefined {
  if (element === undefined || element.comment !== undefined) return undefined
  const { key } = element
  return key.kind === 'concat' || key.kind === 'any' ? undefined : key
}

export function isInterval(key: ElementKey): boolean {
  if (key.kind === 'concat') return key.parts.some(isRange)
  return key.kind === 'any' || isRange(key)
}

function isRange(part: SimpleConstant): boolean {
  return part.kind !== 'value' || isWildcard(part.value)
}

function readConstantElement(
  cursor: Cursor,
  keyTypes: readonly string[],
  dataTypes: readonly string[] | undefined,
): ConstantElement {
  const offset = cursor.offset
  const key = readElementKey(cursor, keyTypes)
  let comment: string | undefined
  if (cursor.acceptWord('comment')) comment = cursor.takeString()
  if (dataTypes === undefined) {
    if (cursor.isMark(':'))
      throw cursor.fault('evaluation', 'mapping outside of map context', offset)
    return comment === undefined ? { key } : { key, comment }
  }
  cursor.expectMark(':')
  const data = readElementData(cursor, dataTypes)
  return comment === undefined ? { key, data } : { key, data, comment }
}

export function readElementKey(cursor: Cursor, keyTypes: readonly string[]): ElementKey {
  if (cursor.isMark('*')) {
    cursor.next()
    return { kind: 'any' }
  }
  const key = asElementKey(readKey(cursor, keyTypes))
  if (key.kind !== 'value' || !cursor.isMark('|')) return key
  // Flags of one element: `syn | ack`.
  let value = Number(key.value)
  while (cursor.acceptMark('|')) {
    const next = readKey(cursor, keyTypes)
    if (next.kind === 'value') value |= Number(next.value)
  }
  return { ...key, value }
}

/** A range of one value is that value. */
function asElementKey(key: Constant): Constant {
  return key.kind === 'range' && key.from === key.to
    ? { kind: 'value', type: key.type, value: key.from }
    : key
}

export function readElementData(cursor: Cursor, dataTypes: readonly string[]): Constant | Verdict {
  return dataTypes[0] === 'verdict' ? readVerdict(cursor) : readKey(cursor, dataTypes)
}

/** @throws NftError where no verdict stands. */
export function readVerdict(cursor: Cursor): Verdict {
  if (cursor.kind !== tokenKind.word) throw cursor.unexpected('a verdict')
  const word = cursor.word
  switch (word) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
      cursor.next()
      return { kind: word }
    case 'jump':
    case 'goto': {
      cursor.next()
      return { kind: word, chain: cursor.takeName('a chain name') }
    }
    default:
      throw cursor.unexpected('a verdict')
  }
}
