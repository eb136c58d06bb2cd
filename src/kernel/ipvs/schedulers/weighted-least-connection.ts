import type { RealServer } from '../model/real-server.ts'
import { type Cost, costsByWeight, leastLoaded, overheadCost } from './least-loaded.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'

/**
 * `wlc`: the lowest (active · F + inactive) / weight, F as for `lc`; ties go to the one nearest the head. ipvsadm's
 * default. Source: net/netfilter/ipvs/ip_vs_wlc.c.
 */
export class WeightedLeastConnection implements Scheduler {
  readonly #factor: number
  readonly #cost: Cost

  constructor(activeFactor: number) {
    this.#factor = activeFactor
    this.#cost = overheadCost(activeFactor)
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    return leastLoaded(servers, this.#cost, request)
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: `lowest (active · ${this.#factor} + inactive) / weight; of equal ones the one added last`,
      costs: costsByWeight(servers, this.#cost),
    }
  }
}
