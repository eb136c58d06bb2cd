import { entryOf } from '../../../base/entry-of.ts'
import { JsonFault } from './json-fault.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'

/** Expressions of `nft -j` as nft text. @throws JsonFault */
export function expressionText(json: JsonValue | undefined): string {
  if (typeof json === 'string') return plainWord(json)
  if (typeof json === 'number') return String(json)
  if (typeof json === 'boolean') return json ? 'exists' : 'missing'
  if (Array.isArray(json)) return json.map((item: JsonValue) => expressionText(item)).join(',')
  if (!isJsonObject(json)) throw new JsonFault('an expression', json)
  const [kind = ''] = Object.keys(json)
  const body = json[kind]
  const write = entryOf(expressions, kind)
  if (write !== undefined) return write(body)
  if (binaryOperators.has(kind) && Array.isArray(body)) return binaryText(kind, body)
  throw new JsonFault(`an expression that nft has`, kind)
}

/** Names, addresses and symbols stand bare; what else a string holds is quoted. */
function plainWord(text: string): string {
  // A time of day would be read as a class of traffic.
  const bare = /^[\w@*./:-]+$/.test(text) && !/^\d\d:\d\d(?::\d\d)?$/.test(text)
  return bare ? text : `"${text}"`
}

const binaryOperators: ReadonlySet<string> = new Set(['&', '|', '^', '<<', '>>'])

/** Flags that are one value stand in parentheses, so that a mask of several is one. */
function binaryText(operator: string, [left, right]: readonly JsonValue[]): string {
  const rightText = Array.isArray(right)
    ? `(${right.map((item: JsonValue) => expressionText(item)).join(' | ')})`
    : isBinary(right)
      ? `(${expressionText(right)})`
      : expressionText(right)
  const leftText = expressionText(left)
  const shifted = (operator === '<<' || operator === '>>') && isBinary(left)
  return `${shifted ? `(${leftText})` : leftText} ${operator} ${rightText}`
}

function isBinary(json: JsonValue | undefined): boolean {
  return isJsonObject(json) && Object.keys(json).some((kind) => binaryOperators.has(kind))
}

type Writer = (body: JsonValue | undefined) => string

const expressions: Readonly<Record<string, Writer>> = {
  payload: (body) => {
    const { protocol, field, base, offset, len } = objectOf(body)
    return protocol === undefined ? `@${base},${offset},${len}` : `${protocol} ${field}`
  },
  meta: (body) => `meta ${objectOf(body).key}`,
  ct: (body) => {
    const { key, dir, family } = objectOf(body)
    return ['ct', dir, family, key].filter((word) => word !== undefined).join(' ')
  },
  fib: (body) => {
    const { result, flags } = objectOf(body)
    return `fib ${listOf(flags).join(' . ')} ${result}`
  },
  numgen: (body) => {
    const { mode, mod, offset } = objectOf(body)
    return `numgen ${mode} mod ${mod}${offset === undefined || offset === 0 ? '' : ` offset ${offset}`}`
  },
  jhash: (body) => {
    const { mod, seed, offset, expr } = objectOf(body)
    return `jhash ${expressionText(expr)} mod ${mod}${optional('seed', seed)}${optional('offset', offset)}`
  },
  symhash: (body) => {
    const { mod, offset } = objectOf(body)
    return `symhash mod ${mod}${optional('offset', offset)}`
  },
  concat: (body) => arrayOf(body).map(expressionText).join(' . '),
  prefix: (body) => {
    const { addr, len } = objectOf(body)
    return `${expressionText(addr)}/${len}`
  },
  range: (body) => {
    const ends = arrayOf(body).map(expressionText)
    // Names may have a hyphen in them.
    return ends.join(ends.every((end) => /^[\da-fA-F.:]+$/.test(end)) ? '-' : ' - ')
  },
  set: (body) =>
    `{ ${arrayOf(body)
      .map((element) => elementText(element))
      .join(', ')} }`,
  elem: (body) => elementText({ elem: body }),
  map: (body) => {
    const { key, data } = objectOf(body)
    return `${expressionText(key)} map ${expressionText(data)}`
  },
  'tcp option': (body) => {
    const { name, base, offset, len } = objectOf(body)
    if (name !== undefined) return fieldText('tcp option', body)
    return offset === 0 && (len === 8 || len === 0)
      ? `tcp option ${base}`
      : `tcp option @${base},${offset},${len}`
  },
  'ip option': (body) => fieldText('ip option', body),
  'sctp chunk': (body) => fieldText('sctp chunk', body),
  exthdr: (body) => {
    const { name, field } = objectOf(body)
    return field === undefined ? `exthdr ${name}` : `${name} ${field}`
  },
  socket: (body) => {
    const { key, level } = objectOf(body)
    return `socket ${key}${level === undefined ? '' : ` level ${level}`}`
  },
  ipsec: (body) => {
    const { key, dir, spnum, family } = objectOf(body)
    const number = spnum === 0 ? undefined : spnum
    return `ipsec ${dir}${optional('spnum', number)}${family === undefined ? '' : ` ${family}`} ${key}`
  },
  rt: (body) => {
    const { key, family } = objectOf(body)
    return ['rt', family, key].filter((word) => word !== undefined).join(' ')
  },
  osf: (body) => {
    const { key, ttl } = objectOf(body)
    return `osf${optional('ttl', ttl)} ${key}`
  },
}

/** `tcp option NAME [FIELD]` */
function fieldText(kind: string, body: JsonValue | undefined): string {
  const { name, field } = objectOf(body)
  return `${kind} ${name}${field === undefined ? '' : ` ${field}`}`
}

function optional(word: string, value: JsonValue | undefined): string {
  return value === undefined ? '' : ` ${word} ${value}`
}

/** Writes a statement that stands in an element. */
export type ElementStatement = (json: JsonValue) => string

/** An element of a set: a key, a key with details, or a pair of key and data. */
export function elementText(
  json: JsonValue,
  statementText: ElementStatement = noStatement,
): string {
  if (Array.isArray(json)) {
    const [key, data] = json as readonly JsonValue[]
    return `${elementText(key ?? null, statementText)} : ${dataText(data)}`
  }
  const details = isJsonObject(json) ? json.elem : undefined
  if (details === undefined) return expressionText(json)
  const { val, timeout, expires, comment, ...statements } = objectOf(details)
  let text = expressionText(val)
  for (const [kind, body] of Object.entries(statements))
    text += ` ${statementText({ [kind]: body })}`
  if (timeout !== undefined) text += ` timeout ${timeout}s`
  if (expires !== undefined) text += ` expires ${expires}s`
  return comment === undefined ? text : `${text} comment "${comment}"`
}

function noStatement(json: JsonValue): string {
  throw new JsonFault('a key, timeout, expires or comment', json)
}

/** What a map leads to. */
function dataText(json: JsonValue | undefined): string {
  return verdictText(json) ?? expressionText(json)
}

/** Undefined: no verdict. */
export function verdictText(json: JsonValue | undefined): string | undefined {
  if (!isJsonObject(json)) return undefined
  const [kind = ''] = Object.keys(json)
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
      return kind
    case 'jump':
    case 'goto':
      return `${kind} ${objectOf(json[kind]).target}`
    default:
      return undefined
  }
}

export function objectOf(json: JsonValue | undefined): JsonObject {
  if (!isJsonObject(json)) throw new JsonFault('an object', json)
  return json
}

function arrayOf(json: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(json)) throw new JsonFault('an array', json)
  return json
}

/** One or several. */
export function listOf(json: JsonValue | undefined): readonly JsonValue[] {
  if (json === undefined) return []
  return Array.isArray(json) ? json : [json]
}
