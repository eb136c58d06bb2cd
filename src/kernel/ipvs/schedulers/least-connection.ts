import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'

/**
 * `lc`: the fewest connections, an active one counting as F (256 or 257, `IpvsKernel.activeFactor`); the weight does
 * not matter as long as it is not 0; ties go to the one nearest the head. Source: net/netfilter/ipvs/ip_vs_lc.c.
 */
export class LeastConnection implements Scheduler {
  readonly #factor: number

  constructor(activeFactor: number) {
    this.#factor = activeFactor
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += servers.length
    let least: RealServer | undefined
    let leastCost = 0
    for (const server of servers) {
      if (server.overloaded || server.weight === 0) continue
      const cost = server.overhead(this.#factor)
      if (least === undefined || cost < leastCost) {
        least = server
        leastCost = cost
      }
    }
    return least
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: `lowest active · ${this.#factor} + inactive; of equal ones the one added last`,
      costs: servers.map((server) => (server.usable ? server.overhead(this.#factor) : undefined)),
    }
  }
}
