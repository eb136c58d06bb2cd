import type { Journal } from '../../../base/journal.ts'
import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation, ServerChange } from './scheduler.ts'

/**
 * `rr`: the server after the last used one, over those with a weight and room. It begins at the head of the list, so
 * at the server added last, and walks towards the oldest. Adding keeps the place; when the last used one is removed,
 * the one before it counts as the last used. Source: net/netfilter/ipvs/ip_vs_rr.c.
 */
export class RoundRobin implements Scheduler {
  /** Index of the server used last; −1: the head, before the first. */
  #last = -1

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    const count = servers.length
    // From the head one round ends it; from a server the round ends with that server itself.
    for (let step = 1; step <= count; step += 1) {
      const at = (this.#last + step) % count
      const server = servers[at]
      if (request.visits !== undefined) request.visits.schedulerSteps += 1
      if (server?.usable !== true) continue
      this.#moveTo(at, request.journal)
      return server
    }
    return undefined
  }

  changed(
    _servers: readonly RealServer[],
    change: ServerChange | undefined,
    journal: Journal | undefined,
  ): void {
    if (change?.kind === 'added') {
      if (this.#last >= 0) this.#moveTo(this.#last + 1, journal)
    } else if (change?.kind === 'removed' && this.#last >= change.at)
      this.#moveTo(this.#last - 1, journal)
  }

  explain(servers: readonly RealServer[]): SchedulerExplanation {
    const last = servers[this.#last]
    return {
      rule: 'the next server after the last used one that has a weight and room',
      note:
        last === undefined
          ? 'begins at the head'
          : `last used: number ${this.#last + 1} of the list`,
    }
  }

  #moveTo(at: number, journal: Journal | undefined): void {
    const before = this.#last
    journal?.note(() => {
      this.#last = before
    })
    this.#last = at
  }
}
