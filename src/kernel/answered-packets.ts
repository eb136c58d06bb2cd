import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../packet/protocol.ts'
import { Departure } from './departure.ts'
import type { DiversionPlans } from './diversion-plans.ts'
import { passDiverted } from './diverted-packets.ts'
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
 * The whole way of a packet whose connection was answered, and which only passes by, or which IPVS sends on: what the functions on the way do with
 * it is known (`ForwardPlans`, `DiversionPlans`), conntrack and NAT need its connection's record alone. Undefined: it has to go from
 * function to function, and nothing has been done.
 */
export function passAnswered(
  kernel: KernelParts,
  plans: ForwardPlans,
  diversions: DiversionPlans | undefined,
  packet: Packet,
  inputInterface: string,
  context: HookContext,
): Passage | undefined {
  const { protocol, source, destination } = packet
  if (!hasPorts(protocol)) return undefined
  if (protocol === protocolNumber.tcp && !continues(packet.tcpFlags)) return undefined
  const { tracker, translation } = kernel
  const { nowMs } = context
  plans.tick(nowMs)
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
  const drawnPort = !reply && (meta & drawnPortBit) !== 0
  const masqueraded = !reply && (meta & masqueradedBit) !== 0
  const straight = kernel.routing.lookUp(to)
  if (straight.type === 'LOCAL') {
    if (diversions === undefined || reply || movesDestination) return undefined
    const connection = { table, node, movesSource, masqueraded, drawnPort }
    return passDiverted(kernel, diversions, packet, inputInterface, straight, connection, context)
  }
  const route = routeTo(straight, to, kernel, packet, inputInterface)
  if (route === undefined) return undefined
  if (masqueraded && translation.hasMovedTo(route.device, table, slot)) return undefined
  const run = plans.find(packet, inputInterface, route.device, context)
  if (run === undefined || !tracker.followAnswered(table, node, packet, nowMs)) return undefined
  context.visits.conntrackLookups += 1
  countForeseen(run, packet.lengthBytes, context.visits)
  const turnedPorts = table.ports(node ^ 1)
  if (movesDestination) {
    packet.destination = to
    packet.destinationPort = turnedPorts >>> 16
  }
  const { actions } = run
  for (let index = 0; index < actions.length; index += 1) actions[index]?.(packet, context)
  if (movesSource) {
    packet.source = table.destination(node ^ 1)
    packet.sourcePort = turnedPorts & 0xffff
  }
  return new Departure(packet, drawnPort, route.device, route.via ?? to)
}

/** A lone SYN begins something; who else has no sane flags belongs nowhere. */
function continues(flags: number): boolean {
  return (flags & (tcpFlag.syn | tcpFlag.ack)) !== tcpFlag.syn && hasValidFlags(flags)
}

/** The route; undefined: a packet to that destination does not just pass by. */
function routeTo(
  route: RouteAnswer,
  destination: Address,
  kernel: KernelParts,
  packet: Packet,
  inputInterface: string,
): RouteAnswer | undefined {
  const { routing } = kernel
  const family = typeof destination === 'number' ? 'IPv4' : 'IPv6'
  if (route.type !== 'UNICAST' || !kernel.forwards(family)) return undefined
  const settings = kernel.interfaceSettings(inputInterface)
  const ends = { source: packet.source, destination }
  const refusal = refuseInput(routing, ends, inputInterface, settings, route, false)
  return refusal === undefined ? route : undefined
}
