import type { Position } from '../../../base/user-error.ts'
import { type Family, familyOf } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { TunnelOptions } from '../model/forwarding.ts'
import type { RealServerDefinition } from '../model/real-server.ts'
import {
  type VirtualServerKey,
  type VirtualServerOptions,
  wholeNetmask,
} from '../model/virtual-server.ts'
import type { TimeoutSettings } from '../states/protocol-states.ts'
import { type CommandOptions, type OptionValue, splitOptions } from './ipvsadm-options.ts'
import {
  parseEndpoint,
  parseNetmask,
  parseNumber,
  parseScheduler,
  parseSchedulerFlags,
  thresholdMax,
  timeoutSecondsMax,
} from './ipvsadm-values.ts'
import { refuseText, type Word } from './text-error.ts'

/** One ipvsadm command that changes something. */
export type IpvsCommand =
  | {
      readonly kind: 'add-service' | 'edit-service'
      readonly key: VirtualServerKey
      readonly options: VirtualServerOptions
    }
  | { readonly kind: 'delete-service'; readonly key: VirtualServerKey }
  | {
      readonly kind: 'add-server' | 'edit-server' | 'delete-server'
      readonly key: VirtualServerKey
      readonly server: RealServerDefinition
    }
  | { readonly kind: 'clear' }
  | { readonly kind: 'set-timeouts'; readonly timeouts: TimeoutSettings }

const commandKinds = {
  '-A': 'add-service',
  '-E': 'edit-service',
  '-D': 'delete-service',
  '-a': 'add-server',
  '-e': 'edit-server',
  '-d': 'delete-server',
  '-C': 'clear',
  '--set': 'set-timeouts',
} as const

type CommandSwitch = keyof typeof commandKinds

/** What each kind of command may carry besides the virtual server (commands_v_options in ipvsadm.c). */
const serviceOptions = ['-s', '-p', '-M', '-o', '-b', '--pe', '-6']
const serverOptions = [
  '-r',
  '-m',
  '-i',
  '-g',
  '-w',
  '-x',
  '-y',
  '--tun-type',
  '--tun-port',
  '--tun-nocsum',
  '--tun-csum',
  '--tun-remcsum',
  '-6',
]
const allowed: Readonly<Record<CommandSwitch, readonly string[]>> = {
  '-A': serviceOptions,
  '-E': serviceOptions,
  '-D': ['-6'],
  '-a': serverOptions,
  '-e': serverOptions,
  '-d': ['-r', '-6'],
  '-C': [],
  '--set': [],
}
const serviceSwitches = ['-t', '-u', '--sctp-service', '-f']

/** `-A -t 10.96.0.1:443 -s rr`, in words. @throws UserError E_IPVS */
export function parseCommand(words: readonly Word[], at: Position): IpvsCommand {
  const [first] = words
  const parsed = splitOptions(words, at)
  const [command] = parsed.options.keys()
  if (first === undefined || command === undefined || !isCommand(command))
    return refuseText(
      `no command that changes virtual servers: "${first?.text ?? ''}" (expected -A, -E, -D, -a, -e, -d, -C or --set)`,
      { ...at, column: first?.column ?? 1 },
    )
  checkOptions(command, parsed)
  const kind = commandKinds[command]
  if (kind === 'clear') return { kind }
  if (kind === 'set-timeouts') return { kind, timeouts: timeoutsOf(parsed, at) }
  const key = keyOf(parsed, command, at)
  switch (kind) {
    case 'add-service':
    case 'edit-service':
      return { kind, key, options: optionsOf(parsed, key) }
    case 'delete-service':
      return { kind, key }
    default:
      return { kind, key, server: serverOf(parsed, key, command, at) }
  }
}

function isCommand(text: string): text is CommandSwitch {
  return text in commandKinds
}

function checkOptions(command: CommandSwitch, { options, rest }: CommandOptions): void {
  const service = command === '-C' || command === '--set' ? [] : serviceSwitches
  for (const [name, { at }] of options)
    if (name !== command && !service.includes(name) && !allowed[command].includes(name))
      refuseText(`illegal option "${name}" with "${command}"`, at)
  const [extra] = rest
  if (extra !== undefined && command !== '--set')
    refuseText(`unexpected argument "${extra.text}"`, extra.at)
}

function keyOf({ options }: CommandOptions, command: string, at: Position): VirtualServerKey {
  const given = serviceSwitches.filter((name) => options.has(name))
  const [name] = given
  const value = name === undefined ? undefined : options.get(name)
  if (value === undefined || given.length > 1)
    return refuseText(
      `"${command}" names ${given.length} virtual servers (expected one of ${serviceSwitches.join(', ')})`,
      at,
    )
  if (name === '-f') {
    const mark = parseNumber(value.text, 'fwmark', 1, 0xffffffff, value.at)
    return { kind: 'mark', mark, family: options.has('-6') ? 'IPv6' : 'IPv4' }
  }
  const { address, port } = parseEndpoint(value.text, 'virtual server', value.at)
  const protocol =
    name === '-t' ? protocolNumber.tcp : name === '-u' ? protocolNumber.udp : protocolNumber.sctp
  return { kind: 'address', protocol, address, port: port ?? 0 }
}

function optionsOf({ options }: CommandOptions, key: VirtualServerKey): VirtualServerOptions {
  const family: Family = key.kind === 'mark' ? key.family : familyOf(key.address)
  const engine = options.get('--pe')
  if (engine !== undefined)
    refuseText(`persistence engine "${engine.text}" is not emulated`, engine.at)
  const scheduler = mapped(options.get('-s'), ({ text, at }) => parseScheduler(text, at)) ?? 'wlc'
  return {
    scheduler,
    schedulerFlags:
      mapped(options.get('-b'), ({ text, at }) => parseSchedulerFlags(text, scheduler, at)) ?? 0,
    persistentSeconds: mapped(options.get('-p'), ({ text, at }) =>
      text === '' ? 360 : parseNumber(text, 'timeout', 1, timeoutSecondsMax, at),
    ),
    netmask:
      mapped(options.get('-M'), ({ text, at }) => parseNetmask(text, family, at)) ??
      wholeNetmask(family),
    onePacket: options.has('-o'),
  }
}

function serverOf(
  { options }: CommandOptions,
  key: VirtualServerKey,
  command: string,
  at: Position,
): RealServerDefinition {
  const place = options.get('-r')
  if (place === undefined) return refuseText(`"${command}" needs a real server (-r)`, at)
  const { address, port } = parseEndpoint(place.text, 'real server', place.at)
  const number = (name: string, what: string, most: number) =>
    mapped(options.get(name), (value) => parseNumber(value.text, what, 0, most, value.at))
  const forwarding = options.has('-m') ? 'masquerade' : options.has('-i') ? 'tunnel' : 'route'
  const virtualPort = key.kind === 'mark' ? 0 : key.port
  // A server that gets packets as they are must listen on the virtual server's own port.
  const keepsPort = forwarding !== 'masquerade' && key.kind === 'address' && command !== '-d'
  const server = {
    address,
    port: keepsPort ? virtualPort : (port ?? virtualPort),
    weight: number('-w', 'weight', 65_535) ?? 1,
    forwarding,
    upperThreshold: number('-x', 'u_threshold', thresholdMax) ?? 0,
    lowerThreshold: number('-y', 'l_threshold', thresholdMax) ?? 0,
  } as const
  return forwarding === 'tunnel' ? { ...server, tunnel: tunnelOf(options) } : server
}

function tunnelOf(options: CommandOptions['options']): TunnelOptions {
  const type = options.get('--tun-type')
  const port = options.get('--tun-port')
  if (type !== undefined && !['ipip', 'gue', 'gre'].includes(type.text))
    refuseText(`illegal tunnel type "${type.text}" (expected ipip, gue or gre)`, type.at)
  return {
    type: (type?.text ?? 'ipip') as TunnelOptions['type'],
    port: port === undefined ? 0 : parseNumber(port.text, 'tunnel port', 1, 65_535, port.at),
    checksum: options.has('--tun-remcsum')
      ? 'remote'
      : options.has('--tun-csum')
        ? 'plain'
        : 'none',
  }
}

function timeoutsOf({ rest }: CommandOptions, at: Position): TimeoutSettings {
  if (rest.length !== 3)
    return refuseText(`--set needs 3 timeout values (tcp tcpfin udp), here are ${rest.length}`, at)
  const [tcp = 0, tcpFin = 0, udp = 0] = rest.map((value) =>
    parseNumber(value.text, 'timeout', 0, timeoutSecondsMax, value.at),
  )
  return { tcp, tcpFin, udp }
}

function mapped<T>(value: OptionValue | undefined, map: (value: OptionValue) => T): T | undefined {
  return value === undefined ? undefined : map(value)
}
