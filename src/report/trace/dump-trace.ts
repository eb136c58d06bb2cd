import { UserError } from '../../base/user-error.ts'
import type { NetworkInterface } from '../../kernel/netfilter/network-interface.ts'
import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  parseAddress,
} from '../../packet/address.ts'
import type { Exchange } from '../../simulation/exchange.ts'
import { type DumpedNode, loadDumpedNode } from '../../simulation/node/dumped-node.ts'
import { readListedAddresses } from '../../simulation/node/listed-addresses.ts'
import type { NodeDump } from '../../simulation/node/node-dump.ts'
import { tracePacket } from '../../simulation/packet-trace.ts'
import {
  resolveSource,
  resolveTarget,
  type TrafficSource,
} from '../../simulation/traffic-targets.ts'
import { iptablesCost, nftablesCost, type TraceCost, type TraceReport } from './trace-report.ts'
import { type PacketChoices, requestOf } from './trace-request.ts'

export interface DumpedPacket extends PacketChoices {
  readonly from: string
  readonly seed: number
}

/** A packet through a real node's rules. `interfaces` empty: nobody said what is local there. @throws UserError */
export function traceOnDumps(
  dumps: readonly NodeDump[],
  interfaces: readonly NetworkInterface[],
  packet: DumpedPacket,
): TraceReport {
  const node = loadDumpedNode(dumps, interfaces)
  const target = resolveTarget(packet.to, nothing)
  const source = sourceOf(packet.from, node, interfaces, target.address)
  if (source.from !== 'node') node.kernel.routing.declareForeign(source.address)
  const request = requestOf(source, target, packet)
  const result = tracePacket(node.kernel, node.surroundings, request, 0, packet.seed)
  return {
    ...result,
    node: dumps.map(({ file }) => file).join(', '),
    mode: describeRules(node),
    seed: packet.seed,
    request,
    cost: costOfDumps(node, result.exchange, familyOf(target.address)),
    nameOf: (address: Address) => (node.kernel.routing.isLocal(address) ? 'this node' : undefined),
  }
}

/** What is local on the node: what `ip -o addr` printed there, and addresses beside it. @throws UserError E_FILE, E_USAGE */
export function localInterfaces(
  listing: { readonly file: string; readonly text: string } | undefined,
  localAddresses: readonly string[],
): NetworkInterface[] {
  const listed = listing === undefined ? [] : readListedAddresses(listing.text, listing.file)
  const added = localAddresses.map((text) => {
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
