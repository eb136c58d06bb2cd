import type { Journal } from '../../../base/journal.ts'
import { foldAddress } from '../hashing/folded-address.ts'
import { sipHash13 } from '../hashing/sip-hash.ts'
import type { RealServer } from '../model/real-server.ts'
import { serviceFlag } from '../model/virtual-server.ts'
import type { ScheduleRequest, Scheduler, SchedulerExplanation, ServerChange } from './scheduler.ts'
import { commonDivisor } from './weighted-round-robin.ts'

/** A prime (CONFIG_IP_VS_MH_TAB_INDEX=12, the default). */
export const maglevPlaces = 4093
const offsetKey = 2_654_435_761
const skipKey = 2_654_446_892
/** Bits of a share: larger weights are shifted down (IP_VS_MH_TAB_BITS). */
const shareBits = 6

/**
 * `mh`: Maglev hashing. Every server has its own walk through 4,093 places (offset and skip from its address and
 * port); in rounds from the head each takes the next free ones of its walk, as many as its weight is worth, until
 * none is free. So a change of the list moves few clients. The last positive weight counts: a server set to weight 0
 * keeps its places and refuses, unless mh-fallback tries others. Source: net/netfilter/ipvs/ip_vs_mh.c; D. Eisenbud
 * et al., "Maglev: a fast and reliable software network load balancer", 2016.
 */
export class MaglevHash implements Scheduler {
  #places: readonly (RealServer | undefined)[] = []

  pick(_servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (request.visits !== undefined) request.visits.schedulerSteps += 1
    const place = placeOf(request, 0)
    const server = this.#places[place]
    if (server === undefined || server.usable) return server
    return (request.flags & serviceFlag.fallback) === 0 ? undefined : this.#fallback(request, place)
  }

  changed(
    servers: readonly RealServer[],
    _change: ServerChange | undefined,
    journal: Journal | undefined,
  ): void {
    // The kernel fails with EINVAL then, and its table stays as it was (ip_vs_mh_reassign).
    if (servers.length > maglevPlaces) return
    const before = this.#places
    journal?.note(() => {
      this.#places = before
    })
    this.#places = populate(servers)
  }

  explain(_servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    return {
      rule: 'the server at the place that the client’s address gives in the Maglev table',
      note: `place ${placeOf(request, 0)} of ${maglevPlaces}`,
    }
  }

  #fallback(request: ScheduleRequest, first: number): RealServer | undefined {
    for (let offset = 0; offset < maglevPlaces; offset += 1) {
      const server = this.#places[placeOf(request, (offset + first) % maglevPlaces)]
      if (server === undefined || server.usable) return server
    }
    return undefined
  }
}

function placeOf(request: ScheduleRequest, offset: number): number {
  const port = (request.flags & serviceFlag.port) === 0 ? 0 : request.sourcePort
  return sipHash13(request.sourceFold + port + offset, offsetKey) % maglevPlaces
}

interface Walk {
  readonly server: RealServer
  readonly skip: number
  readonly turns: number
  next: number
}

function populate(servers: readonly RealServer[]): RealServer[] {
  const walks = walksOf(servers)
  const places = new Array<RealServer>(walks.length === 0 ? 0 : maglevPlaces)
  const taken = new Uint8Array(maglevPlaces)
  let left = places.length
  while (left > 0)
    for (const walk of walks)
      for (let turn = 0; turn < walk.turns && left > 0; turn += 1) {
        while (taken[walk.next] === 1) walk.next = (walk.next + walk.skip) % maglevPlaces
        taken[walk.next] = 1
        places[walk.next] = walk.server
        left -= 1
      }
  return places
}

/** Of the servers that ever had a weight. */
function walksOf(servers: readonly RealServer[]): Walk[] {
  const divisor = commonDivisor(servers.map((server) => server.lastWeight))
  const largest = servers.reduce((most, server) => Math.max(most, server.lastWeight), 0)
  const shift = Math.max(0, 32 - Math.clz32(Math.trunc(largest / divisor)) - shareBits)
  return servers
    .filter((server) => server.lastWeight > 0)
    .map((server) => {
      const value = foldAddress(server.address) + server.port
      return {
        server,
        next: sipHash13(value, offsetKey) % maglevPlaces,
        skip: (sipHash13(value, skipKey) % (maglevPlaces - 1)) + 1,
        turns: Math.trunc(server.lastWeight / divisor) >> shift || 1,
      }
    })
}
