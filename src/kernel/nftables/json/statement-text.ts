import { entryOf } from '../../../base/entry-of.ts'
import { JsonFault } from './json-fault.ts'
import { expressionText, listOf, objectOf, verdictText } from './json-text.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'

/** Statements of `nft -j` as nft text. @throws JsonFault */
export function statementText(json: JsonValue): string {
  if (typeof json === 'string') return json
  const [kind = ''] = Object.keys(objectOf(json))
  const verdict = verdictText(json)
  if (verdict !== undefined) return verdict
  const write = entryOf(statements, kind)
  if (write === undefined) throw new JsonFault('a statement that nft has', kind)
  return write(objectOf(json)[kind])
}

type Writer = (body: JsonValue | undefined) => string

const statements: Readonly<Record<string, Writer>> = {
  match: (body) => {
    const { op, left, right } = objectOf(body)
    const sign = op === 'in' || (op === '==' && !needsEquals(left, right)) ? '' : `${op} `
    return `${expressionText(left)} ${sign}${expressionText(right)}`
  },
  vmap: (body) => {
    const { key, data } = objectOf(body)
    return `${expressionText(key)} vmap ${expressionText(data)}`
  },
  mangle: (body) => {
    const { key, value } = objectOf(body)
    return `${expressionText(key)} set ${expressionText(value)}`
  },
  counter: (body) => {
    if (isName(body)) return nameText('counter name', body)
    if (!isJsonObject(body)) return 'counter'
    return `counter packets ${body.packets} bytes ${body.bytes}`
  },
  quota: (body) => {
    if (isName(body)) return nameText('quota name', body)
    const { val, val_unit: unit, inv, used, used_unit: usedUnit } = objectOf(body)
    const usedText = used === undefined ? '' : ` used ${used} ${usedUnit}`
    return `quota ${inv === true ? 'over ' : ''}${val} ${unit}${usedText}`
  },
  limit: (body) => {
    if (isName(body)) return nameText('limit name', body)
    const { rate, burst, per, inv, rate_unit: unit, burst_unit: burstUnit } = objectOf(body)
    const rateText = unit === undefined ? `${rate}/${per}` : `${rate} ${unit}/${per}`
    const usual = unit === undefined ? burst === 5 : burst === 0
    const burstText =
      burst === undefined || usual ? '' : ` burst ${burst} ${burstUnit ?? 'packets'}`
    return `limit rate ${inv === true ? 'over ' : ''}${rateText}${burstText}`
  },
  log: (body) => {
    if (!isJsonObject(body)) return 'log'
    const { prefix, group, snaplen, level } = body
    let text = 'log'
    if (prefix !== undefined) text += ` prefix "${prefix}"`
    if (group !== undefined) text += ` group ${group}`
    if (snaplen !== undefined) text += ` snaplen ${snaplen}`
    if (body['queue-threshold'] !== undefined) text += ` queue-threshold ${body['queue-threshold']}`
    if (level !== undefined) text += ` level ${level}`
    return text + logFlags(listOf(body.flags).map(String))
  },
  reject: (body) => {
    if (!isJsonObject(body)) return 'reject'
    const { type, expr } = body
    return expr === undefined
      ? `reject with ${type}`
      : `reject with ${type} ${expressionText(expr)}`
  },
  dnat: (body) => natText('dnat', body),
  snat: (body) => natText('snat', body),
  masquerade: (body) => natText('masquerade', body),
  redirect: (body) => natText('redirect', body),
  set: (body) => {
    const { op, elem, set, stmt } = objectOf(body)
    const inner = listOf(stmt).map((one) => ` ${statementText(one)}`)
    const details =
      isJsonObject(elem) && elem.elem !== undefined ? objectOf(elem.elem) : { val: elem }
    const timeout = 'timeout' in details ? ` timeout ${details.timeout}s` : ''
    return `${op} ${set} { ${expressionText(details.val)}${timeout}${inner.join('')} }`
  },
  queue: (body) => {
    if (!isJsonObject(body)) return 'queue'
    const flags = listOf(body.flags).map(String)
    const num = body.num === undefined ? '0' : expressionText(body.num)
    return `queue${flags.length === 0 ? '' : ` flags ${flags.join(',')}`} to ${num}`
  },
  notrack: () => 'notrack',
  xt: (body) => {
    const { type, name } = objectOf(body)
    return `xt ${type} "${name}"`
  },
  dup: (body) => copyText('dup', body),
  fwd: (body) => copyText('fwd', body),
  tproxy: (body) => natText('tproxy', body),
  synproxy: (body) => {
    if (isName(body)) return nameText('synproxy name', body)
    return ['synproxy', ...(isJsonObject(body) ? synProxyWords(body) : [])].join(' ')
  },
  meter: (body) => {
    const { key, stmt, size, name } = objectOf(body)
    const elem = isJsonObject(key) && key.elem !== undefined ? objectOf(key.elem) : { val: key }
    const timeout = 'timeout' in elem ? ` timeout ${elem.timeout}s` : ''
    const inner = listOf(stmt).map((one) => statementText(one))
    return `meter ${name} size ${size} { ${expressionText(elem.val)}${timeout} ${inner.join(' ')} }`
  },
  reset: (body) => `reset ${expressionText(body).replace(/ @(\d+),0,0$/, ' $1')}`,
  flow: (body) => {
    const { op, flowtable } = objectOf(body)
    return `flow ${op} ${flowtable}`
  },
  'ct count': (body) => {
    const { val, inv } = objectOf(body)
    return `ct count ${inv === true ? 'over ' : ''}${val}`
  },
  'ct helper': (body) => nameText('ct helper set', body),
  'ct timeout': (body) => nameText('ct timeout set', body),
  'ct expectation': (body) => nameText('ct expectation set', body),
}

/** A name of an object, or a map that gives one. */
function isName(body: JsonValue | undefined): boolean {
  return typeof body === 'string' || (isJsonObject(body) && body.map !== undefined)
}

function nameText(words: string, body: JsonValue | undefined): string {
  return `${words} ${typeof body === 'string' ? `"${body}"` : expressionText(body)}`
}

/** What a synproxy, as a statement or as an object, says of itself. */
export function synProxyWords({ mss, wscale, flags }: JsonObject): string[] {
  return [
    ...(mss === undefined ? [] : [`mss ${mss}`]),
    ...(wscale === undefined ? [] : [`wscale ${wscale}`]),
    ...listOf(flags).map(String),
  ]
}

function copyText(type: string, body: JsonValue | undefined): string {
  const { addr, dev, family } = objectOf(body)
  const head = family === undefined ? type : `${type} ${family}`
  if (addr === undefined) return `${head} to ${expressionText(dev)}`
  return `${head} to ${expressionText(addr)}${dev === undefined ? '' : ` device ${expressionText(dev)}`}`
}

/** Of flags and of masked expressions `==` says more than nothing. */
function needsEquals(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (!isJsonObject(left)) return false
  const [kind = ''] = Object.keys(left)
  if (kind === '&' || kind === '|' || kind === '^' || kind === '<<' || kind === '>>') return true
  if (isJsonObject(right) && right.set !== undefined) return false
  const field =
    kind === 'ct' ? objectOf(left.ct).key : kind === 'payload' ? objectOf(left.payload).field : ''
  return field === 'state' || field === 'status' || (kind === 'payload' && field === 'flags')
}

function logFlags(flags: readonly string[]): string {
  const tcp = flags.filter((flag) => flag.startsWith('tcp ')).map((flag) => flag.slice(4))
  const tcpText = tcp.length === 0 ? '' : ` flags tcp ${tcp.join(',')}`
  const rest = flags.filter((flag) => !flag.startsWith('tcp ')).map((flag) => ` flags ${flag}`)
  return tcpText + rest.join('')
}

function natText(type: string, body: JsonValue | undefined): string {
  if (!isJsonObject(body)) return type
  const { family, addr, port, flags, type_flags: typeFlags } = body
  let text = type
  const withTarget = addr !== undefined || port !== undefined
  if (withTarget && family !== undefined) text += ` ${family}`
  if (listOf(typeFlags).includes('prefix')) text += ' prefix'
  if (withTarget) text += ' to'
  if (addr !== undefined) text += ` ${natAddress(addr, port !== undefined)}`
  if (port !== undefined) text += `${addr === undefined ? ' ' : ''}:${expressionText(port)}`
  const names = listOf(flags).filter((flag) => flag !== 'netmap')
  return names.length === 0 ? text : `${text} ${names.join(',')}`
}

function natAddress(addr: JsonValue, withPort: boolean): string {
  const text = expressionText(addr)
  if (!withPort || !/^[\da-f:.]+(?:-[\da-f:.]+)?$/.test(text) || !text.includes(':')) return text
  return isJsonObject(addr) && addr.range !== undefined
    ? `[${text.replace('-', ']-[')}]`
    : `[${text}]`
}
