import type { RealServer } from '../model/real-server.ts'
import { costsByWeight, overheadCost } from './least-loaded.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation } from './scheduler.ts'

/**
 * `twos`: draws two servers, each with a chance as its weight, and takes the one of lower
 * (active · F + inactive) / weight, the first of equal ones. The draw is from 0 to the sum of weights inclusive, so
 * the head has one chance more. Source: net/netfilter/ipvs/ip_vs_twos.c; M. Mitzenmacher, "The power of two choices
 * in randomized load balancing", 1996.
 */
export class PowerOfTwos implements Scheduler {
  readonly #factor: number

  constructor(activeFactor: number) {
    this.#factor = activeFactor
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += servers.length
    const usable = servers.filter((server) => server.usable)
    const sum = usable.reduce((total, server) => total + server.weight, 0)
    if (usable.length === 0) return undefined
    const first = drawn(usable, request.chance.below(sum + 1))
    const second = drawn(usable, request.chance.below(sum + 1))
    const better =
      second.weight * first.overhead(this.#factor) > first.weight * second.overhead(this.#factor)
    return better ? second : first
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    return {
      rule: `two drawn by weight; of them the lower (active · ${this.#factor} + inactive) / weight`,
      costs: costsByWeight(servers, overheadCost(this.#factor)),
    }
  }
}

function drawn(servers: readonly RealServer[], draw: number): RealServer {
  let left = draw
  let found = servers[0] as RealServer
  for (const server of servers) {
    found = server
    left -= server.weight
    if (left <= 0) break
  }
  return found
}
