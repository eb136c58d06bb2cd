import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest } from './scheduler.ts'

/**
 * The usable server of the lowest cost / weight, compared by cross-multiplying as the kernel does (its numbers are
 * integers); of equal ones the one nearest the head. 257 · 2^31 · 65,535 would not be exact in a double, but
 * 2^53 / 257 / 65,535 = 534 million connections of one server are.
 */
export function leastLoaded(
  servers: readonly RealServer[],
  cost: (server: RealServer) => number,
  request: ScheduleRequest,
): RealServer | undefined {
  if (request.visits !== undefined) request.visits.schedulerSteps += servers.length
  let least: RealServer | undefined
  let leastCost = 0
  for (const server of servers) {
    if (server.overloaded || server.weight === 0) continue
    const own = cost(server)
    if (least === undefined || leastCost * server.weight > own * least.weight) {
      least = server
      leastCost = own
    }
  }
  return least
}

/** For explanations: cost / weight, undefined where the server may not be chosen. */
export function costsByWeight(
  servers: readonly RealServer[],
  cost: (server: RealServer) => number,
): (number | undefined)[] {
  return servers.map((server) => (server.usable ? cost(server) / server.weight : undefined))
}
