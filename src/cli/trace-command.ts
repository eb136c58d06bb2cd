import { UserError } from '../base/user-error.ts'
import type { Backend } from '../kernel/iptables/engine/iptables-engine.ts'
import { type Family, familyOf, tryParseAddress } from '../packet/address.ts'
import { protocolNumber } from '../packet/protocol.ts'
import { AddressBook } from '../simulation/address-book.ts'
import type { ExchangeRequest } from '../simulation/exchange.ts'
import { createSurroundings } from '../simulation/exchange-surroundings.ts'
import { EmulatedNode } from '../simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../simulation/node/node-network.ts'
import { tracePacket } from '../simulation/packet-trace.ts'
import {
  resolveSource,
  resolveTarget,
  type TrafficSource,
  type TrafficTarget,
} from '../simulation/traffic-targets.ts'
import { type ClusterArguments, clusterFromFiles, selectNode } from './cluster-input.ts'
import type { CommandIo } from './command-io.ts'
import { type ProxyArguments, readProxyOptions } from './proxy-options.ts'
import { formatTraceJson } from './trace-json.ts'
import type { TraceProtocol } from './trace-protocols.ts'
import { iptablesCost, type TraceReport } from './trace-report.ts'
import { formatTraceText } from './trace-text.ts'

/** What `kpe trace` needs of a packet, wherever the rules come from. */
export interface PacketArguments {
  readonly from: string
  readonly to: string
  readonly protocol?: TraceProtocol
  readonly sourcePort?: number
  readonly seed: number
  readonly all: boolean
  readonly output: 'text' | 'json'
}

export interface TraceArguments extends PacketArguments, ClusterArguments, ProxyArguments {
  readonly node?: string
  readonly namespace: string
  readonly backend: Backend
}

/** A port that a client's system would choose (net.ipv4.ip_local_port_range). */
const ephemeralPort = 40_000

/** `kpe trace -f FILES`: one packet through a node's rules, and back. @throws UserError */
export async function trace(options: TraceArguments, io: CommandIo): Promise<number> {
  const { configuration, nodeName, families } = readProxyOptions(options, io)
  const { objects, ...cluster } = clusterFromFiles(options, io)
  const family = families?.[0] ?? familyOfText(options.to)
  const scope = { objects, namespace: options.namespace, family }
  const target = resolveTarget(options.to, scope)
  const source = resolveSource(options.from, { ...scope, family: familyOf(target.address) })
  const traced = selectNode({ objects, ...cluster }, options.node ?? source.nodeName ?? nodeName)
  const node = new EmulatedNode(traced, objects, { configuration, backend: options.backend })
  node.sync(0)
  const request = requestOf(source, target, options)
  const surroundings = createSurroundings(uplinkName, podBridgeName)
  const result = tracePacket(node.kernel, surroundings, request, 0, options.seed)
  const mode = node.modes.find((one) => one.family === familyOf(target.address))
  if (mode === undefined)
    throw new UserError(
      'E_USAGE',
      `node ${traced.metadata.name} has no ${familyOf(target.address)}`,
    )
  const book = AddressBook.of(objects)
  const report: TraceReport = {
    node: traced.metadata.name,
    mode: `${configuration.mode} mode`,
    seed: options.seed,
    request,
    ...result,
    cost: iptablesCost(result.exchange, mode.engine, ['iptables-legacy', 'iptables-nft']),
    nameOf: (address) => book.nameOf(address),
  }
  printReport(report, options, io)
  return 0
}

export function printReport(report: TraceReport, options: PacketArguments, io: CommandIo): void {
  io.out(
    options.output === 'json'
      ? formatTraceJson(report)
      : formatTraceText(report, { all: options.all, colors: io.colors }),
  )
}

/** The packet that the flags ask for. @throws UserError E_USAGE */
export function requestOf(
  source: TrafficSource,
  target: TrafficTarget,
  options: PacketArguments,
): ExchangeRequest {
  if (familyOf(source.address) !== familyOf(target.address))
    throw new UserError('E_USAGE', `--from and --to are of different address families`)
  const name = options.protocol ?? target.protocol ?? 'tcp'
  const isPing = name === 'icmp'
  if (!isPing && target.port === undefined)
    throw new UserError(
      'E_USAGE',
      `--to "${options.to}": which port? (or --protocol icmp to ping it)`,
    )
  const port = options.sourcePort ?? ephemeralPort
  return {
    from: source.from,
    protocol:
      isPing && familyOf(target.address) === 'IPv6' ? protocolNumber.icmpv6 : protocolNumber[name],
    source: { address: source.address, port },
    destination: { address: target.address, port: isPing ? port : (target.port ?? 0) },
  }
}

function familyOfText(text: string): Family | undefined {
  const address =
    tryParseAddress(text) ?? tryParseAddress(text.replace(/^\[|\](:\d+)?$|:\d+$/g, ''))
  return address === undefined ? undefined : familyOf(address)
}
