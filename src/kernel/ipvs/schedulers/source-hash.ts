import type { Journal } from '../../../base/journal.ts'
import { hash32 } from '../hashing/multiplicative-hash.ts'
import type { RealServer } from '../model/real-server.ts'
import { serviceFlag } from '../model/virtual-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation, ServerChange } from './scheduler.ts'

export const hashPlaceBits = 8
export const hashPlaces = 1 << hashPlaceBits

/**
 * `sh`: 256 places, dealt from the head, `weight` of them in a row to each server (weight 0 gets one). A client's
 * place comes from its address (with sh-port also from its port), so it stays with its server as long as the list
 * does not change. A server that may take nothing refuses, unless sh-fallback looks through the other places,
 * beginning at twice the place. Source: net/netfilter/ipvs/ip_vs_sh.c.
 */
export class SourceHash implements Scheduler {
  #places: readonly RealServer[] = []

  pick(_servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += 1
    const place = placeOf(request)
    const server = this.#places[place]
    if (server === undefined || server.usable) return server
    return (request.flags & serviceFlag.fallback) === 0 ? undefined : this.#fallback(place)
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
    this.#places = deal(servers, (server) => Math.max(server.weight, 1))
  }

  explain(_servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    return {
      rule: 'the server at the place that the client’s address gives',
      note: `place ${placeOf(request)} of ${hashPlaces}`,
    }
  }

  #fallback(place: number): RealServer | undefined {
    for (let offset = 0; offset < hashPlaces; offset += 1) {
      const server = this.#places[(place + ((place + offset) % hashPlaces)) % hashPlaces]
      if (server === undefined || server.usable) return server
    }
    return undefined
  }
}

function placeOf(request: ScheduleRequest): number {
  const port = (request.flags & serviceFlag.port) === 0 ? 0 : request.sourcePort
  return hash32(request.sourceFold + port, hashPlaceBits)
}

/** All places, dealt round and round, `share` in a row to each. */
export function deal(
  servers: readonly RealServer[],
  share: (server: RealServer) => number,
): RealServer[] {
  const places: RealServer[] = []
  for (let at = 0; servers.length > 0 && places.length < hashPlaces; at += 1) {
    const server = servers[at % servers.length]
    if (server === undefined) break
    const end = Math.min(places.length + share(server), hashPlaces)
    while (places.length < end) places.push(server)
  }
  return places
}
