import { UserError } from '../../base/user-error.ts'
import type { NetworkInterface } from '../../kernel/netfilter/network-interface.ts'
import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  parseAddress,
} from '../../packet/address.ts'
import { iptablesCost, nftablesCost, type TraceCost } from '../../report/trace/trace-report.ts'
import { requestOf } from '../../report/trace/trace-request.ts'
import type { Exchange } from '../../simulation/exchange.ts'
import { type DumpedNode, loadDumpedNode } from '../../simulation/node/dumped-node.ts'
import { readListedAddresses } from '../../simulation/node/listed-addresses.ts'
import { tracePacket } from '../../simulation/packet-trace.ts'
import {
  resolveSource,
  resolveTarget,
  type TrafficSource,
} from '../../simulation/traffic-targets.ts'
import type { CommandIo } from '../command-io.ts'
import { readDumps } from '../rules/dump-rules.ts'
import { readTextFile } from '../text-file.ts'
import { type PacketArguments, printReport } from './print-report.ts'

export interface DumpTraceArguments extends PacketArguments {
  readonly rules: readonly string[]
  /** What `ip -o addr` printed on the node. */
  readonly addresses?: string
  readonly localAddress: readonly string[]
}

/** `kpe trace --rules DUMP…`: a packet through a real node's rules. @throws UserError */
export function traceDumps(options: DumpTraceArguments, io: CommandIo): void {
  const dumps = readDumps(options.rules, io)
  const interfaces = interfacesOf(options)
  if (interfaces.length === 0)
    io.err(
      'nobody said which addresses are local (--addresses, --local-address): the trace says where that matters\n',
    )
  const node = loadDumpedNode(dumps, interfaces)
  const target = resolveTarget(options.to, nothing)
  const source = sourceOf(options.from, node, interfaces, target.address)
  if (source.from !== 'node') node.kernel.routing.declareForeign(source.address)
  const request = requestOf(source, target, options)
  const result = tracePacket(node.kernel, node.surroundings, request, 0, options.seed)
  const report = {
    ...result,
    node: options.rules.join(', '),
    mode: describeRules(node),
    seed: options.seed,
    request,
    cost: costOfDumps(node, result.exchange, familyOf(target.address)),
    nameOf: (address: Address) => (node.kernel.routing.isLocal(address) ? 'this node' : undefined),
  }
  printReport(report, options, io)
}

function describeRules({ iptables, hasNftables, hasIpvs }: DumpedNode): string {
  const tools = iptables.map(({ backend }) => (backend === 'nft' ? 'iptables-nft' : 'iptables'))
  return `dumps of ${[...new Set(tools), ...(hasNftables ? ['nftables'] : []), ...(hasIpvs ? ['ipvs'] : [])].join(', ')}`
}

function costOfDumps(node: DumpedNode, exchange: Exchange, family: Family): TraceCost {
  const engine = node.iptables.find((one) => one.family === family)
  if (engine === undefined) return nftablesCost(exchange)
  return iptablesCost(
    exchange,
    engine,
    node.hasIpvs ? ['ipvs'] : ['iptables-legacy', 'iptables-nft'],
  )
}

const nothing = { objects: [], namespace: 'default', family: undefined }

function interfacesOf(options: DumpTraceArguments): NetworkInterface[] {
  const listed =
    options.addresses === undefined
      ? []
      : readListedAddresses(readTextFile(options.addresses).text, options.addresses)
  const added = options.localAddress.map((text) => {
    const address = parseAddress(text)
    return { address, length: addressBits(familyOf(address)) }
  })
  if (added.length === 0) return listed
  const uplink = listed.find(({ name }) => name !== 'lo')
  const merged = {
    name: uplink?.name ?? 'eth0',
    addresses: [...(uplink?.addresses ?? []), ...added],
  }
  const loopback = { name: 'lo', addresses: [{ address: parseAddress('127.0.0.1'), length: 8 }] }
  return uplink === undefined
    ? [...(listed.length === 0 ? [loopback] : listed), merged]
    : listed.map((one) => (one === uplink ? merged : one))
}

/** `node`: the node's own address; anything else as an address, whose place the interfaces tell. */
function sourceOf(
  text: string,
  node: DumpedNode,
  interfaces: readonly NetworkInterface[],
  towards: Address,
): TrafficSource {
  if (text === 'node') {
    const own = interfaces
      .filter(({ name }) => name !== 'lo')
      .flatMap(({ addresses }) => addresses)
      .find(({ address }) => familyOf(address) === familyOf(towards))
    if (own === undefined)
      throw new UserError(
        'E_USAGE',
        '--from node: say its address (--addresses or --local-address)',
      )
    return { from: 'node', address: own.address, nodeName: undefined }
  }
  const source = resolveSource(text, { ...nothing, family: familyOf(towards) })
  return { ...source, from: node.senderAt(source.address) }
}
