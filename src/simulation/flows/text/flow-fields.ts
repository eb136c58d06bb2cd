import { tryParseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { RecordedEvent } from '../recorded-event.ts'

/** The fields of a flow in CSV and NDJSON, and what others call them (case, blanks, `_`, `-` and `.` do not count). */
const fieldNames = {
  source: ['source', 'src', 'srcaddr', 'sourceaddress', 'sourceip', 'srcip', 'saddr', 'client'],
  destination: [
    'destination',
    'dst',
    'dstaddr',
    'destinationaddress',
    'destinationip',
    'destip',
    'dstip',
    'daddr',
    'server',
  ],
  sourcePort: ['sourceport', 'sport', 'srcport', 'clientport'],
  destinationPort: ['destinationport', 'dport', 'dstport', 'destport', 'serverport', 'port'],
  protocol: ['protocol', 'proto', 'transport'],
  time: ['time', 'timestamp', 'start', 'starttime', 'ts', 'date'],
  end: ['end', 'endtime'],
  duration: ['duration', 'durationseconds', 'seconds'],
  packets: ['packets', 'pkts'],
  bytes: ['bytes', 'octets', 'length'],
} as const

export type FlowField = keyof typeof fieldNames
/** Values as they stand in the recording; '' and what is left out is not told. */
export type FlowFields = Partial<Record<FlowField, string>>

const fieldOfName = new Map<string, FlowField>(
  Object.entries(fieldNames).flatMap(([field, names]) =>
    names.map((name): [string, FlowField] => [name, field as FlowField]),
  ),
)

/** Undefined: no field of a flow. */
export function flowFieldOf(name: string): FlowField | undefined {
  return fieldOfName.get(name.toLowerCase().replace(/[\s_.-]/g, ''))
}

const portProtocols = new Set<number>([protocolNumber.tcp, protocolNumber.udp, protocolNumber.sctp])
const protocolNames = new Map<string, number>([
  ...Object.entries(protocolNumber),
  ['icmp6', protocolNumber.icmpv6],
  ['ipv6-icmp', protocolNumber.icmpv6],
])
/** Where nobody noted the client's port, flows take these in turn (net.ipv4.ip_local_port_range). */
const firstPort = 32_768
const portCount = 28_232

/** A flow of what was read; a text says what is wrong. `index` counts the flows, for ports that are not told. */
export function flowOfFields(fields: FlowFields, index: number): RecordedEvent | string {
  const source = tryParseAddress(fields.source ?? '')
  const destination = tryParseAddress(fields.destination ?? '')
  if (source === undefined) return `source "${fields.source ?? ''}" is no IP address`
  if (destination === undefined) return `destination "${fields.destination ?? ''}" is no IP address`
  if (typeof source !== typeof destination)
    return `source "${fields.source}" and destination "${fields.destination}" are of two families`
  const protocol = protocolOf(fields.protocol || 'tcp')
  if (protocol === undefined)
    return `protocol "${fields.protocol}": expected tcp, udp, sctp, icmp, icmpv6 or its number`
  const hasPorts = portProtocols.has(protocol)
  const drawn = firstPort + (index % portCount)
  const sourcePort = fields.sourcePort ? wholeNumber(fields.sourcePort, 65_535) : drawn
  const destinationPort = hasPorts ? wholeNumber(fields.destinationPort ?? '', 65_535) : sourcePort
  if (sourcePort === undefined) return `sourcePort "${fields.sourcePort}": ${portsExpected}`
  if (destinationPort === undefined)
    return `destinationPort "${fields.destinationPort ?? ''}": ${portsExpected}`
  const atMs = fields.time ? millisecondsOf(fields.time) : undefined
  if (fields.time && atMs === undefined) return `time "${fields.time}": ${timesExpected}`
  const durationMs = durationOf(fields, atMs)
  if (typeof durationMs === 'string') return durationMs
  const packets = fields.packets ? wholeNumber(fields.packets, Number.MAX_SAFE_INTEGER) : 0
  const bytes = fields.bytes ? wholeNumber(fields.bytes, Number.MAX_SAFE_INTEGER) : 0
  if (packets === undefined) return `packets "${fields.packets}": expected a whole number`
  if (bytes === undefined) return `bytes "${fields.bytes}": expected a whole number`
  return {
    kind: 'flow',
    flow: {
      protocol,
      source: { address: source, port: sourcePort },
      destination: { address: destination, port: destinationPort },
      atMs,
      durationMs,
      packets,
      bytes,
    },
  }
}

const portsExpected = 'expected a port from 0 to 65535'
const timesExpected = 'expected RFC 3339 (2026-01-31T12:00:00.5Z) or seconds since 1970'

/** The largest instant of a Date; beyond it nothing is an instant. */
const millisecondsMax = 8.64e15

/** RFC 3339, or seconds since 1970; a number too large for those is milliseconds. */
function millisecondsOf(text: string): number | undefined {
  if (/^\d{1,16}(\.\d{1,12})?$/.test(text)) {
    const number = Number(text)
    // The year 5138 in seconds is 1973 in milliseconds.
    return number >= 1e11 ? number : number * 1e3
  }
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.test(text))
    return undefined
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`
  const atMs = Date.parse(zoned.replace(' ', 'T'))
  return Number.isNaN(atMs) || Math.abs(atMs) > millisecondsMax ? undefined : atMs
}

function durationOf(
  { end, duration }: FlowFields,
  atMs: number | undefined,
): number | undefined | string {
  if (duration) {
    if (!/^\d{1,9}(\.\d{1,12})?$/.test(duration))
      return `duration "${duration}": expected seconds, e.g. 1.5`
    return Number(duration) * 1e3
  }
  if (!end) return undefined
  const endMs = millisecondsOf(end)
  if (endMs === undefined) return `end "${end}": ${timesExpected}`
  if (atMs !== undefined && endMs < atMs) return `end "${end}" is before its time`
  return atMs === undefined ? undefined : endMs - atMs
}

function protocolOf(text: string): number | undefined {
  const named = protocolNames.get(text.toLowerCase())
  if (named !== undefined) return named
  const number = wholeNumber(text, 255)
  return [...protocolNames.values()].find((known) => known === number)
}

function wholeNumber(text: string, max: number): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined
  const number = Number(text)
  return number <= max ? number : undefined
}
