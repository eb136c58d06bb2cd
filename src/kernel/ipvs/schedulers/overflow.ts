import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'

/**
 * `ovf`: the highest weight among the servers whose active connections do not exceed their weight (so a server takes
 * weight + 1); refused when all do. Ties go to the one nearest the head. Source: net/netfilter/ipvs/ip_vs_ovf.c.
 */
export class Overflow implements Scheduler {
  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += servers.length
    let highest: RealServer | undefined
    for (const server of servers)
      if (hasRoom(server) && server.weight > (highest?.weight ?? 0)) highest = server
    return highest
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: 'highest weight among those with active ≤ weight; of equal ones the one added last',
      costs: servers.map((server) => (hasRoom(server) ? server.weight : undefined)),
    }
  }
}

function hasRoom(server: RealServer): boolean {
  return server.usable && server.active <= server.weight
}
