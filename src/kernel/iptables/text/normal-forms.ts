import { entryOf } from '../../../base/entry-of.ts'
import type { Family } from '../../../packet/address.ts'

/** An option of a match or target that is kept as written. */
export interface WrittenOption {
  readonly negated: boolean
  readonly name: string
  /** With their quotes. */
  readonly values: readonly string[]
}

/** How iptables-save spells the options of matches and targets that are not modelled (extensions/lib*.c, *_save). */
export function printOptions(
  name: string,
  options: readonly WrittenOption[],
  family: Family,
): string {
  const normal = entryOf(forms, name)?.(options, family) ?? options
  return normal.map(printOption).join('')
}

function printOption({ negated, name, values }: WrittenOption): string {
  return `${negated ? ' !' : ''} ${name}${values.map((value) => ` ${value}`).join('')}`
}

type Form = (options: readonly WrittenOption[], family: Family) => readonly WrittenOption[]

const forms: Readonly<Record<string, Form>> = {
  CLASSIFY: mapped('--set-class', (value) =>
    value
      .split(':')
      .map((half) => half.padStart(4, '0'))
      .join(':'),
  ),
  DSCP: (options) => options.map((option) => dscp(option, '--set-dscp')),
  NFQUEUE: queue,
  TCPOPTSTRIP: mapped('--strip-options', strippedOptions),
  TOS: (options) => options.map(typeOfServiceTarget),
  cluster,
  connbytes: (options, family) =>
    ordered(mapped('--connbytes', (value) => value.replace(/:$/, ''))(options, family), [
      '--connbytes',
      '--connbytes-mode',
      '--connbytes-dir',
    ]),
  connlimit,
  devgroup: (options) => options.map(inHexadecimal),
  dscp: (options) => options.map((option) => dscp(option, '--dscp')),
  hashlimit,
  realm: (options) => options.map(inHexadecimal),
  string: (options) => options.map(searched),
  time,
  tos: mapped('--tos', typeOfService),
  u32: mapped('--u32', (value) =>
    value.replaceAll(/0[xX][0-9a-fA-F]+|\d+/g, (number) => `0x${Number(number).toString(16)}`),
  ),
}

function mapped(name: string, write: (value: string) => string): Form {
  return (options) =>
    options.map((option) =>
      option.name === name && option.values.length === 1
        ? { ...option, values: option.values.map(write) }
        : option,
    )
}

/** In this order; others behind. */
function ordered(options: readonly WrittenOption[], names: readonly string[]): WrittenOption[] {
  const place = ({ name }: WrittenOption) => {
    const at = names.indexOf(name)
    return at < 0 ? names.length : at
  }
  return [...options].sort((left, right) => place(left) - place(right))
}

function option(name: string, ...values: readonly string[]): WrittenOption {
  return { negated: false, name, values }
}

function byte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}

/** Classes of RFC 2474, 2597 and 3246. */
function classValue(name: string): number | undefined {
  const upper = name.toUpperCase()
  if (upper === 'EF') return 0x2e
  if (upper === 'BE') return 0
  const selector = /^CS([0-7])$/.exec(upper)
  if (selector !== null) return Number(selector[1]) * 8
  const assured = /^AF([1-4])([1-3])$/.exec(upper)
  return assured === null ? undefined : Number(assured[1]) * 8 + Number(assured[2]) * 2
}

function dscp(written: WrittenOption, name: string): WrittenOption {
  const [value = ''] = written.values
  const number = written.name === `${name}-class` ? classValue(value) : Number(value)
  if (!written.name.startsWith(name) || number === undefined || Number.isNaN(number)) return written
  return { ...written, name, values: [byte(number)] }
}

const typesOfService: Readonly<Record<string, number>> = {
  'Minimize-Delay': 0x10,
  'Maximize-Throughput': 0x08,
  'Maximize-Reliability': 0x04,
  'Minimize-Cost': 0x02,
  'Normal-Service': 0x00,
}

function typeOfService(value: string): string {
  const named = entryOf(typesOfService, value)
  if (named !== undefined) return `${byte(named)}/0x3f`
  const [number = '', mask = '0xff'] = value.split('/')
  return `${byte(Number(number))}/${byte(Number(mask))}`
}

function typeOfServiceTarget(written: WrittenOption): WrittenOption {
  const [value = ''] = written.values
  const number = Number(value)
  switch (written.name) {
    case '--set-tos':
      return option('--set-tos', typeOfService(value))
    case '--and-tos':
      return option('--set-tos', `0x00/${byte(~number & 0xff)}`)
    case '--or-tos':
      return option('--set-tos', `${byte(number)}/${byte(number)}`)
    case '--xor-tos':
      return option('--set-tos', `${byte(number)}/0x00`)
    default:
      return written
  }
}

function queue(options: readonly WrittenOption[]): readonly WrittenOption[] {
  const numbered = options.some(({ name }) => name === '--queue-num' || name === '--queue-balance')
  const all = numbered ? options : [option('--queue-num', '0'), ...options]
  return ordered(all, ['--queue-num', '--queue-balance', '--queue-bypass', '--queue-cpu-fanout'])
}

function connlimit(options: readonly WrittenOption[], family: Family): readonly WrittenOption[] {
  const has = (name: string) => options.some((one) => one.name === name)
  const all = [...options]
  if (!has('--connlimit-mask'))
    all.push(option('--connlimit-mask', family === 'IPv4' ? '32' : '128'))
  if (!has('--connlimit-saddr') && !has('--connlimit-daddr')) all.push(option('--connlimit-saddr'))
  return ordered(all, ['--connlimit-upto', '--connlimit-above', '--connlimit-mask'])
}

/** The node's number is a bit of a mask. */
function cluster(options: readonly WrittenOption[]): readonly WrittenOption[] {
  const all = options.map((one) => {
    const number = Number(one.values[0])
    if (one.name === '--cluster-local-node')
      return { ...one, name: '--cluster-local-nodemask', values: [word(2 ** (number - 1))] }
    const isNumber = one.name === '--cluster-local-nodemask' || one.name === '--cluster-hash-seed'
    return isNumber ? { ...one, values: [word(number)] } : one
  })
  return ordered(all, ['--cluster-local-nodemask', '--cluster-total-nodes', '--cluster-hash-seed'])
}

function word(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`
}

const tcpOptions: Readonly<Record<string, number>> = {
  wscale: 3,
  mss: 2,
  'sack-permitted': 4,
  sack: 5,
  timestamp: 8,
  md5: 19,
}

function strippedOptions(value: string): string {
  const numbers = value.split(',').map((name) => entryOf(tcpOptions, name) ?? Number(name))
  return numbers.some(Number.isNaN) ? value : numbers.sort((a, b) => a - b).join(',')
}

const periods: Readonly<Record<string, string>> = {
  s: 'sec',
  second: 'sec',
  m: 'min',
  minute: 'min',
  h: 'hour',
  d: 'day',
}

function hashlimit(options: readonly WrittenOption[]): readonly WrittenOption[] {
  const all = options.map((one) =>
    one.name === '--hashlimit-upto' || one.name === '--hashlimit-above'
      ? { ...one, values: one.values.map(rate) }
      : one,
  )
  const inBytes = all.some(
    ({ name, values }) => /-(?:upto|above)$/.test(name) && /b\/s$/.test(values[0] ?? ''),
  )
  if (!inBytes && !all.some(({ name }) => name === '--hashlimit-burst'))
    all.push(option('--hashlimit-burst', '5'))
  return ordered(all, [
    '--hashlimit-upto',
    '--hashlimit-above',
    '--hashlimit-burst',
    '--hashlimit-mode',
    '--hashlimit-name',
    '--hashlimit-htable-size',
    '--hashlimit-htable-max',
    '--hashlimit-htable-gcinterval',
    '--hashlimit-htable-expire',
    '--hashlimit-srcmask',
    '--hashlimit-dstmask',
  ])
}

function rate(value: string): string {
  const [count = '', period] = value.split('/')
  if (/b$/.test(count)) return value
  return `${count}/${period === undefined ? 'sec' : (entryOf(periods, period) ?? period)}`
}

/** Numbers, with or without a mask. */
function inHexadecimal(written: WrittenOption): WrittenOption {
  const values = written.values.map((value) =>
    /^(?:0x[\da-f]+|\d+)(?:\/(?:0x[\da-f]+|\d+))?$/i.test(value)
      ? value
          .split('/')
          .map((number) => `0x${Number(number).toString(16)}`)
          .join('/')
      : value,
  )
  return { ...written, values }
}

/** Text that can be printed stands in quotes; of anything else every byte is written. */
function searched(written: WrittenOption): WrittenOption {
  const [value = ''] = written.values
  if (written.name === '--string' && !value.startsWith('"'))
    return { ...written, values: [`"${value}"`] }
  if (written.name !== '--hex-string') return written
  const bytes = value
    .replaceAll('"', '')
    .split('|')
    .map((part, index) =>
      index % 2 === 1
        ? part.replaceAll(/\s/g, '').toLowerCase()
        : Buffer.from(part).toString('hex'),
    )
  return { ...written, values: [`"|${bytes.join('')}|"`] }
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** The end of a signed count of seconds, which nobody set. */
const lastDate = '2038-01-19T03:14:07'

function time(options: readonly WrittenOption[]): readonly WrittenOption[] {
  const all = options.map(timeOption)
  const has = (name: string) => all.some((one) => one.name === name)
  if (has('--timestart') !== has('--timestop'))
    all.push(
      has('--timestart') ? option('--timestop', '23:59:59') : option('--timestart', '00:00:00'),
    )
  if (!has('--datestop')) all.push(option('--datestop', lastDate))
  return ordered(all, [
    '--timestart',
    '--timestop',
    '--monthdays',
    '--weekdays',
    '--datestart',
    '--datestop',
    '--kerneltz',
    '--contiguous',
  ])
}

function timeOption(written: WrittenOption): WrittenOption {
  const [value = ''] = written.values
  switch (written.name) {
    case '--timestart':
    case '--timestop': {
      const parts = value.split(':').map((part) => part.padStart(2, '0'))
      return { ...written, values: [[...parts, '00', '00'].slice(0, 3).join(':')] }
    }
    case '--weekdays': {
      const named = value.split(',')
      return option(
        '--weekdays',
        weekdays.filter((day) => named.includes(day) !== written.negated).join(','),
      )
    }
    default:
      return written
  }
}
