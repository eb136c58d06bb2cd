import type { Journal } from '../../../base/journal.ts'
import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation, ServerChange } from './scheduler.ts'

interface Mark {
  /** Index of the server used last; −1: the head. */
  readonly last: number
  /** Servers of at least this weight are taken now. */
  readonly level: number
  /** The highest level of a round: the largest weight less (step − 1). */
  readonly top: number
  /** Greatest common divisor of the positive weights, 1 without any. */
  readonly step: number
}

/**
 * `wrr`: walks the list level by level: at each level every server of at least that weight once; then one step down,
 * and from the lowest back to the top. A change of the list starts the walk at the head again and fits the level to
 * the new weights. Source: net/netfilter/ipvs/ip_vs_wrr.c.
 */
export class WeightedRoundRobin implements Scheduler {
  #mark: Mark = { last: -1, level: 0, top: 0, step: 1 }
  #started = false

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    const before = this.#mark
    if (before.top === 0) return undefined
    request.journal?.note(() => {
      this.#mark = before
    })
    let { level } = before
    let at = before.last
    /** The level has wrapped: everything at level 1 or above was asked from here on. */
    let wrapped = false
    let lastPass = false
    let stopAt = -1
    for (;;) {
      for (at += 1; at < servers.length; at += 1) {
        const server = servers[at]
        if (request.visits !== undefined) request.visits.schedulerSteps += 1
        if (server !== undefined && !server.overloaded && server.weight >= level) {
          this.#mark = { ...before, last: at, level }
          return server
        }
        if (at === stopAt) return this.#refuse(before, at, level)
      }
      at = -1
      level -= before.step
      if (level <= 0) {
        level = before.top
        if (lastPass || before.last === -1) return this.#refuse(before, at, level)
        wrapped = true
      }
      lastPass = level <= before.step
      if (lastPass && wrapped && before.last !== -1) stopAt = before.last
    }
  }

  changed(
    servers: readonly RealServer[],
    _change: ServerChange | undefined,
    journal: Journal | undefined,
  ): void {
    const before = this.#mark
    const started = this.#started
    journal?.note(() => {
      this.#mark = before
      this.#started = started
    })
    const step = commonDivisor(servers.map((server) => server.weight)) || 1
    const top = servers.reduce((most, server) => Math.max(most, server.weight), 0) - (step - 1)
    this.#mark = { last: -1, level: started ? fitLevel(before.level, top, step) : top, top, step }
    this.#started = true
  }

  explain(): SchedulerExplanation {
    const { level, top, step } = this.#mark
    return {
      rule: 'the next server whose weight reaches the level of this walk',
      note: `level ${level}, from ${top} down by ${step}`,
    }
  }

  #refuse(before: Mark, last: number, level: number): undefined {
    this.#mark = { ...before, last, level }
    return undefined
  }
}

function fitLevel(level: number, top: number, step: number): number {
  if (level > top || level === 0) return top
  return step > 1 ? Math.trunc(level / step) * step + 1 : level
}

/** Of the positive numbers among them; 0 without any. */
export function commonDivisor(numbers: readonly number[]): number {
  let divisor = 0
  for (let number of numbers) while (number > 0) [divisor, number] = [number, divisor % number]
  return divisor
}
