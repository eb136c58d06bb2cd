import type { ConnectionTable } from '../../kernel/netfilter/connections/connection-table.ts'
import { type Address, formatEndpoint, tryParseAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { LivingNode } from '../cluster/living-node.ts'
import type { RunEvent } from '../events/run-event.ts'
import type { EmulatedNode } from '../node/emulated-node.ts'
import type { OpenConnections } from './open-connections.ts'

type Chosen = Extract<RunEvent, { kind: 'endpoint-chosen' }>
type Nodes = ReadonlyMap<string, Pick<LivingNode, 'emulated'>>

interface Ends {
  readonly source: Address
  readonly sourcePort: number
  readonly destination: Address
  readonly destinationPort: number
}

/**
 * Answers what is wrong: from node to node along a connection's way, what one node's conntrack entry says goes out must
 * be what the next one's says came in; the first must know the client's own words, the last say what the server sees.
 * A way by a node whose IPVS hides connections from conntrack (net.ipv4.vs.conntrack=0) cannot be followed.
 */
export function checkSymmetry(
  event: RunEvent,
  open: OpenConnections,
  nodes: Nodes,
): string | undefined {
  if (event.kind !== 'endpoint-chosen') return undefined
  const opened = open.of(event.connection)
  const ends = opened && endsOf(opened.source, opened.destination)
  if (opened === undefined || ends === undefined || opened.protocol === 'icmp') return undefined
  return followPath(event, ends, protocolNumber[opened.protocol], nodes)
}

function followPath(
  { atMs, connection, path, seenSource, backend }: Chosen,
  asked: Ends,
  protocol: number,
  nodes: Nodes,
): string | undefined {
  let ends = asked
  for (const name of path) {
    const emulated = nodes.get(name)?.emulated
    if (emulated === undefined) continue
    if (isHiding(emulated)) return undefined
    const { tracker } = emulated.kernel
    const table = typeof ends.source === 'number' ? tracker.ipv4 : tracker.ipv6
    const left = afterEntry(table, protocol, ends, atMs)
    if (left === undefined)
      return `connection ${connection}: conntrack on ${name} has no entry that begins with ${describe(ends)}`
    ends = left
  }
  const last = describe(ends)
  if (last === `${seenSource} to ${backend}`) return undefined
  return `connection ${connection}: by conntrack it is ${last} behind ${path.join(', ')}, the server sees ${seenSource} to ${backend}`
}

function isHiding({ modes }: EmulatedNode): boolean {
  return modes.some((one) => one.mode === 'ipvs' && one.ipvs.engine.connections.someUntracked)
}

/** As the node sends on what came in with these ends: its answers' tuple turned round. */
function afterEntry(
  table: ConnectionTable,
  protocol: number,
  { source, sourcePort, destination, destinationPort }: Ends,
  nowMs: number,
): Ends | undefined {
  const ports = (sourcePort << 16) | destinationPort
  const node = table.findTuple(protocol, source, destination, ports, nowMs, undefined)
  if (node < 0 || (node & 1) === 1) return undefined
  const reply = table.ports(node + 1)
  return {
    source: table.destination(node + 1),
    sourcePort: reply & 0xffff,
    destination: table.source(node + 1),
    destinationPort: reply >>> 16,
  }
}

function describe({ source, sourcePort, destination, destinationPort }: Ends): string {
  return `${formatEndpoint(source, sourcePort)} to ${formatEndpoint(destination, destinationPort)}`
}

function endsOf(from: string, to: string): Ends | undefined {
  const [source, sourcePort] = splitEndpoint(from)
  const [destination, destinationPort] = splitEndpoint(to)
  if (source === undefined || destination === undefined) return undefined
  return { source, sourcePort, destination, destinationPort }
}

function splitEndpoint(text: string): [Address | undefined, number] {
  const colon = text.lastIndexOf(':')
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '')
  return [tryParseAddress(host), Number(text.slice(colon + 1))]
}
