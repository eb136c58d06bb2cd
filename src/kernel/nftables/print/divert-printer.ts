import { formatDuration } from '../model/duration.ts'
import type {
  CopyStatement,
  MeterStatement,
  ObjectStatement,
  QueueStatement,
  SynProxyStatement,
  TransparentProxyStatement,
} from '../model/statement.ts'
import { formatExpression } from './expression-printer.ts'

/** Statements that send packets another way, or to a named object. */

export function formatObject({ type, name }: ObjectStatement): string {
  const word = type.startsWith('ct ') ? 'set' : 'name'
  return `${type} ${word} ${typeof name === 'string' ? `"${name}"` : formatExpression(name)}`
}

export function formatQueue({ number, flags }: QueueStatement): string {
  const flagText = flags.length === 0 ? '' : ` flags ${flags.join(',')}`
  return `queue${flagText} to ${formatExpression(number)}`
}

export function formatCopy({ type, family, address, device }: CopyStatement): string {
  const head = family === undefined ? type : `${type} ${family}`
  if (address === undefined)
    return device === undefined ? head : `${head} to ${formatExpression(device)}`
  const deviceText = device === undefined ? '' : ` device ${formatExpression(device)}`
  return `${head} to ${formatExpression(address)}${deviceText}`
}

export function formatTransparentProxy({
  family,
  address,
  port,
}: TransparentProxyStatement): string {
  let text = `tproxy${family === undefined ? '' : ` ${family}`} to`
  if (address !== undefined) {
    const plain = formatExpression(address)
    text += plain.includes(':') ? ` [${plain}]` : ` ${plain}`
  }
  if (port !== undefined) text += `${address === undefined ? ' ' : ''}:${formatExpression(port)}`
  return text
}

export function formatSynProxy({ mss, wscale, flags }: SynProxyStatement): string {
  const words = ['synproxy']
  if (mss !== undefined) words.push(`mss ${mss}`)
  if (wscale !== undefined) words.push(`wscale ${wscale}`)
  return [...words, ...flags].join(' ')
}

/** `statement`: what the meter does, as text. */
export function formatMeter(
  { name, size, key, timeoutMs }: MeterStatement,
  statement: string,
): string {
  const timeout = timeoutMs === undefined ? '' : ` timeout ${formatDuration(timeoutMs)}`
  return `meter ${name} size ${size} { ${formatExpression(key)}${timeout} ${statement} }`
}
