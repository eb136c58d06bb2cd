import { entryOf } from '../../../base/entry-of.ts'
import { Journal } from '../../../base/journal.ts'
import type { Position } from '../../../base/user-error.ts'
import { type Address, familyOf, type Ipv4 } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { IpvsEngine } from '../engine.ts'
import { type ForwardingMethod, forwardingName } from '../model/forwarding.ts'
import type { RealServerDefinition } from '../model/real-server.ts'
import {
  type VirtualServerKey,
  type VirtualServerOptions,
  wholeNetmask,
} from '../model/virtual-server.ts'
import {
  parseEndpoint,
  parseNetmask,
  parseNumber,
  parseScheduler,
  parseSchedulerFlags,
  timeoutSecondsMax,
} from './ipvsadm-values.ts'
import { refusedAt, refuseText, type Word, wordsOf } from './text-error.ts'

const protocols: Readonly<Record<string, number>> = {
  TCP: protocolNumber.tcp,
  UDP: protocolNumber.udp,
  SCTP: protocolNumber.sctp,
}

/** Whether a text looks like `ipvsadm -L -n` or /proc/net/ip_vs, with or without its header. */
export function looksLikeList(text: string): boolean {
  return /^(IP Virtual Server version|Prot LocalAddress:Port|(TCP|UDP|SCTP|FWM) +[[0-9A-Fa-f])/m.test(
    text,
  )
}

/**
 * Reads what `ipvsadm -L -n` (sorted or not) or /proc/net/ip_vs printed, also without the header and with blanks at
 * the ends of lines. Counts of connections are read over: the connections themselves are not in it. Servers are added
 * from the last line to the first, so that the list keeps its order. All or nothing.
 * @throws UserError E_IPVS with file, line and column
 */
export function loadList(engine: IpvsEngine, text: string, file: string): void {
  const journal = new Journal()
  try {
    for (const service of readServices(text, file)) {
      refusedAt(service.at, () => engine.virtualServers.add(service.key, service.options, journal))
      for (const { definition, at } of service.servers.reverse())
        refusedAt(at, () => engine.virtualServers.addServer(service.key, definition, journal))
    }
  } catch (error) {
    journal.rollBack()
    throw error
  }
}

interface ListedService {
  readonly key: VirtualServerKey
  readonly options: VirtualServerOptions
  readonly at: Position
  readonly servers: { readonly definition: RealServerDefinition; readonly at: Position }[]
}

function readServices(text: string, file: string): ListedService[] {
  const services: ListedService[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = wordsOf(line)
    const [first] = words
    if (first === undefined || isHeader(line)) continue
    const at = { file, line: index + 1, column: first.column }
    if (first.text !== '->') services.push(serviceOf(words, at))
    else {
      const service = services.at(-1)
      if (service === undefined) refuseText('a real server without a virtual server before it', at)
      else service.servers.push({ definition: serverOf(words, service.key, at), at })
    }
  }
  return services
}

function isHeader(line: string): boolean {
  return /^(IP Virtual Server version|Prot LocalAddress:Port|\s+-> RemoteAddress:Port)/.test(line)
}

/** `TCP  10.96.0.1:443 rr (flags) persistent 10800 mask 255.255.255.0 ops`. */
function serviceOf(words: readonly Word[], at: Position): ListedService {
  const [kind, place, ...rest] = words
  const protocol = entryOf(protocols, kind?.text ?? '')
  if (kind === undefined || place === undefined || (protocol === undefined && kind.text !== 'FWM'))
    return refuseText(
      `"${words.map(({ text }) => text).join(' ')}" is no line of ipvsadm -Ln (expected TCP, UDP, SCTP or FWM and a virtual server, or "-> server")`,
      at,
    )
  const placeAt = { ...at, column: place.column }
  if (protocol !== undefined) {
    const { address, port } = endpointOf(place.text, 'virtual server', placeAt)
    const key = { kind: 'address', protocol, address, port: port ?? 0 } as const
    return { key, options: optionsOf(rest, key, at), at, servers: [] }
  }
  const isIpv6 = rest[0]?.text === 'IPv6'
  const hexadecimal = /^[0-9A-F]{8}$/.test(place.text)
  const mark = hexadecimal
    ? Number.parseInt(place.text, 16)
    : parseNumber(place.text, 'fwmark', 1, 0xffffffff, placeAt)
  const key = { kind: 'mark', mark, family: isIpv6 ? 'IPv6' : 'IPv4' } as const
  return { key, options: optionsOf(isIpv6 ? rest.slice(1) : rest, key, at), at, servers: [] }
}

function optionsOf(
  words: readonly Word[],
  key: VirtualServerKey,
  at: Position,
): VirtualServerOptions {
  const [schedulerWord, ...rest] = words
  if (schedulerWord === undefined) return refuseText('the scheduler is missing', at)
  const family = key.kind === 'mark' ? key.family : familyOf(key.address)
  const scheduler = parseScheduler(schedulerWord.text, { ...at, column: schedulerWord.column })
  let options: VirtualServerOptions = {
    scheduler,
    schedulerFlags: 0,
    persistentSeconds: undefined,
    netmask: wholeNetmask(family),
    onePacket: false,
  }
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const wordAt = { ...at, column: word.column }
    const flags = /^\(([^)]*)\)$/.exec(word.text)?.[1]
    if (flags !== undefined)
      options = { ...options, schedulerFlags: parseSchedulerFlags(flags, scheduler, wordAt) }
    else if (word.text === 'ops') options = { ...options, onePacket: true }
    else if (word.text === 'persistent')
      options = { ...options, ...persistenceOf(rest, family, wordAt) }
    else if (word.text === 'mask')
      options = { ...options, netmask: parseNetmask(rest.shift()?.text ?? '', family, wordAt) }
    else refuseText(`"${word.text}" is no flag of a virtual server`, wordAt)
  }
  return options
}

/** /proc/net/ip_vs prints ticks, and the mask in hexadecimal; ipvsadm seconds. */
function persistenceOf(
  rest: Word[],
  family: 'IPv4' | 'IPv6',
  at: Position,
): Pick<VirtualServerOptions, 'persistentSeconds'> & { netmask?: number } {
  const number = parseNumber(rest.shift()?.text ?? '', 'timeout', 1, timeoutSecondsMax * 1000, at)
  const hexadecimal = family === 'IPv4' && /^[0-9A-F]{8}$/.test(rest[0]?.text ?? '')
  if (!hexadecimal) {
    if (number > timeoutSecondsMax)
      refuseText(`illegal timeout "${number}" (expected 1 to ${timeoutSecondsMax})`, at)
    return { persistentSeconds: number }
  }
  const netmask = Number.parseInt(rest.shift()?.text ?? '', 16)
  return { persistentSeconds: Math.max(1, Math.round(number / usualHertz)), netmask }
}

const usualHertz = 250

/** `-> 10.244.1.1:8080  Masq  1  0  0`. */
function serverOf(
  words: readonly Word[],
  key: VirtualServerKey,
  at: Position,
): RealServerDefinition {
  const [, place, method, weight] = words
  if (place === undefined || method === undefined || weight === undefined)
    return refuseText('a real server’s line is not whole (expected -> server method weight …)', at)
  const { address, port } = endpointOf(place.text, 'real server', { ...at, column: place.column })
  const forwarding = (Object.keys(forwardingName) as ForwardingMethod[]).find(
    (name) => forwardingName[name] === method.text,
  )
  if (forwarding === undefined)
    return refuseText(
      `unknown forwarding method "${method.text}" (expected Masq, Tunnel or Route)`,
      { ...at, column: method.column },
    )
  return {
    address,
    port: port ?? (key.kind === 'mark' ? 0 : key.port),
    weight: parseNumber(weight.text, 'weight', 0, 65_535, { ...at, column: weight.column }),
    forwarding,
    upperThreshold: 0,
    lowerThreshold: 0,
  }
}

/** Also as /proc/net/ip_vs prints it: `0A600001:01BB`, `[fd00:…]:01BB`. */
function endpointOf(
  text: string,
  what: string,
  at: Position,
): { address: Address; port: number | undefined } {
  const ipv4 = /^([0-9A-F]{8}):([0-9A-F]{4})$/.exec(text)
  if (ipv4 !== null)
    return {
      address: Number.parseInt(ipv4[1] ?? '', 16) as Ipv4,
      port: Number.parseInt(ipv4[2] ?? '', 16),
    }
  const ipv6 = /^(\[(?:[0-9a-f]{4}:){7}[0-9a-f]{4}\]):([0-9A-F]{4})$/.exec(text)
  if (ipv6 === null) return parseEndpoint(text, what, at)
  const { address } = parseEndpoint(`${ipv6[1]}:0`, what, at)
  return { address, port: Number.parseInt(ipv6[2] ?? '', 16) }
}
