import type { RealServer } from '../model/real-server.ts'
import { type Cost, costsByWeight, leastLoaded } from './least-loaded.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'

/**
 * `sed`: the lowest (active + 1) / weight; ties go to the one nearest the head. Inactive connections do not count.
 * Source: net/netfilter/ipvs/ip_vs_sed.c.
 */
export class ShortestExpectedDelay implements Scheduler {
  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    return leastLoaded(servers, expectedDelay, request)
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: 'lowest (active + 1) / weight; of equal ones the one added last',
      costs: costsByWeight(servers, expectedDelay),
    }
  }
}

/** (active + 1) / weight. */
export const expectedDelay: Cost = { perActive: 1, perConnection: 0, always: 1 }
