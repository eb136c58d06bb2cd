import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'

/**
 * `fo`: the highest weight with room, always; ties go to the one nearest the head.
 * Source: net/netfilter/ipvs/ip_vs_fo.c.
 */
export class Failover implements Scheduler {
  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += servers.length
    let highest: RealServer | undefined
    for (const server of servers)
      if (server.usable && server.weight > (highest?.weight ?? 0)) highest = server
    return highest
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: 'highest weight; of equal ones the one added last',
      costs: servers.map((server) => (server.usable ? server.weight : undefined)),
    }
  }
}
