import type { Chance } from '../../../src/base/chance.ts'
import { Journal } from '../../../src/base/journal.ts'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { UserError } from '../../../src/base/user-error.ts'
import { IptablesEngine } from '../../../src/kernel/iptables/engine/iptables-engine.ts'
import type { TableName } from '../../../src/kernel/iptables/model/tables.ts'
import { printRule } from '../../../src/kernel/iptables/text/rule-writer.ts'
import type {
  AddressType,
  Hook,
  HookContext,
  NatRange,
  Verdict,
} from '../../../src/kernel/netfilter/hook.ts'
import type { SocketBuffer } from '../../../src/kernel/netfilter/socket-buffer.ts'
import { StepList } from '../../../src/kernel/netfilter/trace.ts'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'
import { type Family, parseAddress } from '../../../src/packet/address.ts'
import type { Packet } from '../../../src/packet/packet.ts'
import { type ProtocolName, protocolNumber, tcpFlag } from '../../../src/packet/protocol.ts'

/** What a test says of a packet; the rest is an ordinary SYN from a client. */
export interface PacketWords extends Partial<Omit<SocketBuffer, 'packet'>> {
  readonly protocol?: ProtocolName
  readonly source?: string
  readonly destination?: string
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly packet?: Partial<Packet>
}

export function bufferOf(words: PacketWords = {}): SocketBuffer {
  const { protocol = 'tcp', source = '203.0.113.5', destination = '10.96.0.10' } = words
  const { sourcePort = 40_000, destinationPort = 80, packet, ...rest } = words
  return {
    mark: 0,
    inputInterface: 'eth0',
    outputInterface: '',
    connection: 0,
    direction: 'original',
    connectionState: 'NEW',
    userId: undefined,
    local: false,
    ...withoutWords(rest),
    packet: {
      protocol: protocolNumber[protocol],
      source: parseAddress(source),
      destination: parseAddress(destination),
      sourcePort,
      destinationPort,
      tcpFlags: protocol === 'tcp' ? tcpFlag.syn : 0,
      sctpChunkType: 1,
      icmpType: 8,
      icmpCode: 0,
      lengthBytes: 60,
      quoted: undefined,
      ...packet,
    },
  }
}

function withoutWords(rest: object): Partial<SocketBuffer> {
  const { protocol, source, destination, ...left } = rest as Record<string, unknown>
  return left
}

export interface Binding {
  readonly manipulation: 'source' | 'destination'
  readonly range: NatRange
}

/** A node for matches and targets: 10.0.0.1 and 127/8 are local, NAT is written down, not done. */
export interface FakeContext extends HookContext {
  nowMs: number
  chance: Chance
  journal: Journal | undefined
  trace: StepList | undefined
  readonly bindings: Binding[]
  addressTypes: (address: string) => AddressType
  connectionMark: number
  connectionStatus: number
  sysctls: Record<string, string>
}

export function createContext(changes: Partial<FakeContext> = {}): FakeContext {
  const bindings: Binding[] = []
  const context: FakeContext = {
    nowMs: 0,
    chance: createSeededChance(1),
    journal: undefined,
    trace: undefined,
    visits: createVisits(),
    bindings,
    connectionMark: 0,
    connectionStatus: 0,
    sysctls: {},
    addressTypes: (address) => (/^(10\.0\.0\.1$|127\.)/.test(address) ? 'LOCAL' : 'UNICAST'),
    host: {
      addressType: (address) => context.addressTypes(textOf(address)),
      interfaceAddress: (name) => (name === '' ? undefined : parseAddress('10.0.0.1')),
      sysctl: (name) => context.sysctls[name],
    },
    connections: {
      mark: () => context.connectionMark,
      setMark: (_, mark) => {
        context.connectionMark = mark
      },
      status: () => context.connectionStatus,
      tuple: (buffer, direction) => tupleOf(buffer, direction),
      expiresInMs: () => 15_000,
      alterReply: () => false,
    },
    nat: {
      bind: (_buffer, manipulation, range) => {
        bindings.push({ manipulation, range })
        return true
      },
    },
  }
  return Object.assign(context, changes)
}

function textOf(address: Packet['source']): string {
  return typeof address === 'number'
    ? [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
    : address.toString(16)
}

function tupleOf({ packet }: SocketBuffer, direction: 'original' | 'reply') {
  const { protocol, source, sourcePort, destination, destinationPort } = packet
  return direction === 'original'
    ? { protocol, source, sourcePort, destination, destinationPort }
    : {
        protocol,
        source: destination,
        sourcePort: destinationPort,
        destination: source,
        destinationPort: sourcePort,
      }
}

/** Runs one table on one hook. */
export function run(
  engine: IptablesEngine,
  table: TableName,
  hook: Hook,
  buffer: SocketBuffer,
  context: HookContext = createContext(),
): Verdict {
  const hooked = engine
    .hooked()
    .find((one) => one.hook === hook && one.function.name.endsWith(` ${table}`))
  if (hooked === undefined) throw new Error(`no table ${table} on ${hook}`)
  return hooked.function.run(buffer, hook, context)
}

/** Whether a rule with these options matches the packet; asked in filter FORWARD. */
export function matches(
  options: string,
  words: PacketWords = {},
  context: HookContext = createContext(),
): boolean {
  const engine = engineWith(`-A FORWARD ${options} -j DROP`)
  return run(engine, 'filter', 'forward', bufferOf(words), context).kind === 'drop'
}

export function engineWith(rules: string, table: TableName = 'filter'): IptablesEngine {
  const family = /[0-9a-f]*:[0-9a-f]*:/.test(rules) ? 'IPv6' : 'IPv4'
  const engine = new IptablesEngine({ family })
  const lines = rules.split('\n')
  const declared = new Set(lines.flatMap((line) => /^-A ([a-z]\S*)/.exec(line)?.[1] ?? []))
  const chains = [...declared].map((name) => `:${name} - [0:0]`)
  engine.restore(`${[`*${table}`, ...chains, ...lines, 'COMMIT'].join('\n')}\n`)
  return engine
}

/** A rule as iptables-save prints it, without `-A CHAIN`; an error as its message. */
export function normalForm(options: string, table: TableName = 'filter', family?: Family): string {
  const engine = new IptablesEngine({ family: family ?? 'IPv4' })
  try {
    engine.restore(`*${table}\n:u - [0:0]\n:x - [0:0]\n-A x ${options}\nCOMMIT\n`)
  } catch (error) {
    if (error instanceof UserError) return `refused: ${error.message}`
    throw error
  }
  return (engine.chain(table, 'x')?.rules ?? []).map((rule) => printRule(rule).trim()).join('; ')
}

export { Journal, StepList }
