import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../packet/protocol.ts'
import { Departure } from './departure.ts'
import type { ForwardPlans } from './forward-plans.ts'
import { refuseInput } from './input-routing.ts'
import type { KernelParts } from './kernel-parts.ts'
import { translationStatus } from './netfilter/connections/connection-extra.ts'
import { statusShift } from './netfilter/connections/connection-records.ts'
import { hasValidFlags } from './netfilter/connections/tcp-tracking.ts'
import { countForeseen } from './netfilter/foreseen-run.ts'
import { connectionStatus, type HookContext } from './netfilter/hook.ts'
import type { RouteAnswer } from './netfilter/routing.ts'
import { hasPorts } from './netfilter/tuple-ports.ts'
import type { Passage } from './passage.ts'

const seenReplyBit = connectionStatus.seenReply << statusShift
const sourceNatBit = connectionStatus.sourceNat << statusShift
const destinationNatBit = connectionStatus.destinationNat << statusShift
const masqueradedBit = translationStatus.masqueraded << statusShift
const drawnPortBit = translationStatus.drawnPort << statusShift

/**
 * The whole way of a packet whose connection was answered, and which only passes by: what the functions on the way do with
 * it is known (`ForwardPlans`), conntrack and NAT need its connection's record alone. Undefined: it has to go from
 * function to function, and nothing has been done.
 */
export function passAnswered(
  kernel: KernelParts,
  plans: ForwardPlans,
  packet: Packet,
  inputInterface: string,
  context: HookContext,
): Passage | undefined {
  const { protocol, source, destination } = packet
  if (!hasPorts(protocol)) return undefined
  if (protocol === protocolNumber.tcp && !continues(packet.tcpFlags)) return undefined
  const { tracker, translation } = kernel
  const { nowMs } = context
  const table = tracker.tableOf(packet)
  const ports = (packet.sourcePort << 16) | packet.destinationPort
  const node = table.findTuple(protocol, source, destination, ports, nowMs, undefined)
  if (node < 0) return undefined
  const slot = node >> 1
  const reply = (node & 1) === 1
  const meta = table.meta(slot)
  if ((meta & seenReplyBit) === 0) return undefined
  // The other direction's tuple turned round is the packet as it leaves.
  const moves = (bit: number) => plans.natted && (meta & bit) !== 0
  const movesSource = moves(reply ? destinationNatBit : sourceNatBit)
  const movesDestination = moves(reply ? sourceNatBit : destinationNatBit)
  const to = movesDestination ? table.source(node ^ 1) : destination
  const route = routeTo(to, kernel, packet, inputInterface)
  if (route === undefined) return undefined
  if (!reply && (meta & masqueradedBit) !== 0 && translation.hasMovedTo(route.device, table, slot))
    return undefined
  const run = plans.find(packet, inputInterface, route.device, context)
  if (run === undefined || !tracker.followAnswered(table, node, packet, nowMs)) return undefined
  context.visits.conntrackLookups += 1
  countForeseen(run, packet.lengthBytes, context.visits)
  const turnedPorts = table.ports(node ^ 1)
  if (movesDestination) {
    packet.destination = to
    packet.destinationPort = turnedPorts >>> 16
  }
  if (movesSource) {
    packet.source = table.destination(node ^ 1)
    packet.sourcePort = turnedPorts & 0xffff
  }
  return new Departure(packet, !reply && (meta & drawnPortBit) !== 0, route.device, route.via ?? to)
}

/** A lone SYN begins something; who else has no sane flags belongs nowhere. */
function continues(flags: number): boolean {
  return (flags & (tcpFlag.syn | tcpFlag.ack)) !== tcpFlag.syn && hasValidFlags(flags)
}

/** Undefined: a packet to that destination does not just pass by. */
function routeTo(
  destination: Address,
  kernel: KernelParts,
  packet: Packet,
  inputInterface: string,
): RouteAnswer | undefined {
  const { routing } = kernel
  const route = routing.lookUp(destination)
  const family = typeof destination === 'number' ? 'IPv4' : 'IPv6'
  if (route.type !== 'UNICAST' || !kernel.forwards(family)) return undefined
  const settings = kernel.interfaceSettings(inputInterface)
  const ends = { source: packet.source, destination }
  const refusal = refuseInput(routing, ends, inputInterface, settings, route, false)
  return refusal === undefined ? route : undefined
}
