import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest } from './scheduler.ts'

/** What a server costs: so much an active connection, so much any, and so much always. */
export interface Cost {
  readonly perActive: number
  readonly perConnection: number
  readonly always: number
}

/** As `ip_vs_dest_conn_overhead`: active · F + inactive, F being the kernel's 256 or 257. */
export function overheadCost(activeFactor: number): Cost {
  return { perActive: activeFactor - 1, perConnection: 1, always: 0 }
}

export function costOf(server: RealServer, cost: Cost): number {
  return server.active * cost.perActive + server.total * cost.perConnection + cost.always
}

/**
 * The usable server of the lowest cost / weight, compared by cross-multiplying as the kernel does (its numbers are
 * integers); of equal ones the one nearest the head. Exact in a double up to 2^53 / 257 / 65,535 = 534 million
 * connections of one server.
 */
export function leastLoaded(
  servers: readonly RealServer[],
  cost: Cost,
  request: ScheduleRequest,
): RealServer | undefined {
  const { perActive, perConnection, always } = cost
  const { length } = servers
  if (request.visits !== undefined) request.visits.schedulerSteps += length
  let least: RealServer | undefined
  let leastCost = 0
  let leastWeight = 0
  for (let index = 0; index < length; index += 1) {
    const server = servers[index]
    if (server === undefined || server.overloaded) continue
    const { weight } = server
    if (weight === 0) continue
    const own = server.active * perActive + server.total * perConnection + always
    if (least !== undefined && leastCost * weight <= own * leastWeight) continue
    least = server
    leastCost = own
    leastWeight = weight
  }
  return least
}

/** For explanations: cost / weight, undefined where the server may not be chosen. */
export function costsByWeight(servers: readonly RealServer[], cost: Cost): (number | undefined)[] {
  return servers.map((server) => (server.usable ? costOf(server, cost) / server.weight : undefined))
}
