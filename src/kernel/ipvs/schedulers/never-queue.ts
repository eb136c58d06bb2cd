import type { RealServer } from '../model/real-server.ts'
import { costsByWeight, leastLoaded } from './least-loaded.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'
import { expectedDelay } from './shortest-expected-delay.ts'

/**
 * `nq`: the first from the head that has no active connection; without one as `sed`.
 * Source: net/netfilter/ipvs/ip_vs_nq.c.
 */
export class NeverQueue implements Scheduler {
  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    for (const server of servers) if (server.usable && server.active === 0) return server
    return leastLoaded(servers, expectedDelay, request)
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: 'the first without an active connection, else lowest (active + 1) / weight; of equal ones the one added last',
      costs: costsByWeight(servers, expectedDelay),
    }
  }
}
