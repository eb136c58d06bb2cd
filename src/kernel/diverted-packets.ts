import type { Packet } from '../packet/packet.ts'
import { Departure } from './departure.ts'
import type { DiversionPlans } from './diversion-plans.ts'
import { refuseInput } from './input-routing.ts'
import type { KernelParts } from './kernel-parts.ts'
import type { ConnectionTable } from './netfilter/connections/connection-table.ts'
import { countForeseen } from './netfilter/foreseen-run.ts'
import type { HookContext } from './netfilter/hook.ts'
import type { RouteAnswer } from './netfilter/routing.ts'
import { refuseToSend } from './output-routing.ts'
import type { Passage } from './passage.ts'

/** What conntrack and NAT have to do with the packet. */
export interface KnownConnection {
  readonly table: ConnectionTable
  /** In the original direction. */
  readonly node: number
  readonly movesSource: boolean
  readonly masqueraded: boolean
  readonly drawnPort: boolean
}

/**
 * The whole way of a packet of an answered connection to an address of the node, from where IPVS sends it elsewhere. `route`: to that address.
 * Undefined: it has to go from function to function, and nothing has been done.
 */
export function passDiverted(
  kernel: KernelParts,
  plans: DiversionPlans,
  packet: Packet,
  inputInterface: string,
  route: RouteAnswer,
  connection: KnownConnection,
  context: HookContext,
): Passage | undefined {
  const { routing, tracker, translation } = kernel
  const { table, node, movesSource } = connection
  const { diverter } = plans
  const run = plans.find(packet, inputInterface, context)
  const to = run === undefined ? undefined : diverter?.destinationOf(packet)
  if (run === undefined || diverter === undefined || to === undefined) return undefined
  const settings = kernel.interfaceSettings(inputInterface)
  if (refuseInput(routing, packet, inputInterface, settings, route, true) !== undefined)
    return undefined
  const onward = routing.lookUp(to)
  if (onward.type !== 'UNICAST' || onward.device === 'lo') return undefined
  const deviceSettings = () => kernel.interfaceSettings(onward.device)
  if (refuseToSend(onward, packet.source, deviceSettings) !== undefined) return undefined
  if (connection.masqueraded && translation.hasMovedTo(onward.device, table, node >> 1))
    return undefined
  const then = plans.findOnward(packet, onward.device, context)
  if (then === undefined || !tracker.followAnswered(table, node, packet, context.nowMs))
    return undefined
  const { visits } = context
  visits.conntrackLookups += 1
  countForeseen(run, packet.lengthBytes, visits)
  diverter.divert(packet, context)
  countForeseen(then, packet.lengthBytes, visits)
  if (movesSource) {
    packet.source = table.destination(node ^ 1)
    packet.sourcePort = table.ports(node ^ 1) & 0xffff
  }
  return new Departure(packet, connection.drawnPort, onward.device, onward.via ?? to)
}
