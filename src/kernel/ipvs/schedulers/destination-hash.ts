import type { Journal } from '../../../base/journal.ts'
import { hash32 } from '../hashing/multiplicative-hash.ts'
import type { RealServer } from '../model/real-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation, ServerChange } from './scheduler.ts'
import { deal, hashPlaceBits, hashPlaces } from './source-hash.ts'

/**
 * `dh`: 256 places, dealt from the head one each, weights ignored; the destination address gives the place. With one
 * virtual address that is one server; it is meant for marks. A server that may take nothing refuses.
 * Source: net/netfilter/ipvs/ip_vs_dh.c.
 */
export class DestinationHash implements Scheduler {
  #places: readonly RealServer[] = []

  pick(_servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += 1
    const server = this.#places[placeOf(request)]
    return server?.usable === true ? server : undefined
  }

  changed(
    servers: readonly RealServer[],
    _change: ServerChange | undefined,
    journal: Journal | undefined,
  ): void {
    const before = this.#places
    journal?.note(() => {
      this.#places = before
    })
    this.#places = deal(servers, () => 1)
  }

  explain(_servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    return {
      rule: 'the server at the place that the destination address gives',
      note: `place ${placeOf(request)} of ${hashPlaces}`,
    }
  }
}

function placeOf(request: ScheduleRequest): number {
  return hash32(request.destinationFold, hashPlaceBits)
}
