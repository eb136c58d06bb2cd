import { type Prefix, prefixContains, tryParsePrefix } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { type ProtocolName, protocolNumber } from '../../../packet/protocol.ts'

/** A rule that marks packets on their way in, as sequences with a fwmark service set one up. */
export interface MarkRule {
  readonly mark: number
  matches(packet: Packet): boolean
}

/**
 * `iptables -t mangle -A PREROUTING [-s NET] [-d NET] [-p PROTOCOL] [--sport N] [--dport N] -j MARK --set-mark N`;
 * undefined: something else, which is not emulated here.
 */
export function parseMarkRule(command: string): MarkRule | undefined {
  const [program, ...words] = command.trim().split(/\s+/)
  if (program !== 'iptables' && program !== 'ip6tables') return undefined
  const options = new Map<string, string>()
  for (let at = 0; at < words.length; at += 2) options.set(words[at] ?? '', words[at + 1] ?? '')
  if (options.get('-t') !== 'mangle' || options.get('-A') !== 'PREROUTING') return undefined
  if (options.get('-j') !== 'MARK') return undefined
  const mark = Number(options.get('--set-mark') ?? options.get('--set-xmark'))
  const known = [
    '-t',
    '-A',
    '-j',
    '-s',
    '-d',
    '-p',
    '--sport',
    '--dport',
    '--set-mark',
    '--set-xmark',
  ]
  if (!Number.isInteger(mark) || [...options.keys()].some((name) => !known.includes(name)))
    return undefined
  const source = prefixOf(options.get('-s'))
  const destination = prefixOf(options.get('-d'))
  const protocol = options.get('-p')
  const ports = { source: options.get('--sport'), destination: options.get('--dport') }
  return {
    mark,
    matches: (packet) =>
      (source === undefined || prefixContains(source, packet.source)) &&
      (destination === undefined || prefixContains(destination, packet.destination)) &&
      (protocol === undefined || protocolNumber[protocol as ProtocolName] === packet.protocol) &&
      (ports.source === undefined || Number(ports.source) === packet.sourcePort) &&
      (ports.destination === undefined || Number(ports.destination) === packet.destinationPort),
  }
}

function prefixOf(text: string | undefined): Prefix | undefined {
  return text === undefined ? undefined : tryParsePrefix(text)
}
