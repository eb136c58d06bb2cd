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
  return /^[\w@*./:-]+$/.test(text) ? text : `"${text}"`
}

const binaryOperators: ReadonlySet<string> = new Set(['&', '|', '^', '<<', '>>'])

/** Flags that are one value stand in parentheses, so that a mask of several is one. */
function binaryText(operator: string, [left, right]: readonly JsonValue[]): string {
  const rightText = Array.isArray(right)
    ? `(${right.map((item: JsonValue) => expressionText(item)).join(' | ')})`
    : expressionText(right)
  return `${expressionText(left)} ${operator} ${rightText}`
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
  range: (body) => arrayOf(body).map(expressionText).join('-'),
  set: (body) => `{ ${arrayOf(body).map(elementText).join(', ')} }`,
  elem: (body) => elementText({ elem: body }),
  map: (body) => {
    const { key, data } = objectOf(body)
    return `${expressionText(key)} map ${expressionText(data)}`
  },
  'tcp option': (body) => {
    const { name, field } = objectOf(body)
    return `tcp option ${name}${field === undefined ? '' : ` ${field}`}`
  },
  'ip option': (body) => {
    const { name, field } = objectOf(body)
    return `ip option ${name}${field === undefined ? '' : ` ${field}`}`
  },
  exthdr: (body) => {
    const { name, field } = objectOf(body)
    return field === undefined ? `exthdr ${name}` : `${name} ${field}`
  },
  socket: (body) => `socket ${objectOf(body).key}`,
  rt: (body) => {
    const { key, family } = objectOf(body)
    return ['rt', family, key].filter((word) => word !== undefined).join(' ')
  },
  osf: (body) => `osf ${objectOf(body).key}`,
}

function optional(word: string, value: JsonValue | undefined): string {
  return value === undefined ? '' : ` ${word} ${value}`
}

/** An element of a set: a key, a key with details, or a pair of key and data. */
export function elementText(json: JsonValue): string {
  if (Array.isArray(json)) {
    const [key, data] = json as readonly JsonValue[]
    return `${elementText(key ?? null)} : ${dataText(data)}`
  }
  const details = isJsonObject(json) ? json.elem : undefined
  if (details === undefined) return expressionText(json)
  const { val, timeout, expires, comment, counter } = objectOf(details)
  let text = expressionText(val)
  if (counter !== undefined) text += counterText(counter)
  if (timeout !== undefined) text += ` timeout ${timeout}s`
  if (expires !== undefined) text += ` expires ${expires}s`
  return comment === undefined ? text : `${text} comment "${comment}"`
}

function counterText(counter: JsonValue): string {
  if (counter === null) return ' counter'
  const { packets, bytes } = objectOf(counter)
  return ` counter packets ${packets} bytes ${bytes}`
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
