import type { Address } from '../../../packet/address.ts'
import { formatAddress } from '../../../packet/address.ts'
import type { RealServer } from '../model/real-server.ts'
import { type Cost, costOf, costsByWeight, leastLoaded, overheadCost } from './least-loaded.ts'
import { isCrowded } from './locality-least-connection.ts'
import type {
  ScheduleRequest,
  Scheduler,
  SchedulerExplanation,
  SchedulerSettings,
} from './scheduler.ts'

interface Entry {
  /** The one added last first. */
  readonly servers: readonly RealServer[]
  readonly lastChange: number
}

const entryCountMax = (1 << 10) * 16 * 1.5

/**
 * `lblcr`: as `lblc`, but a destination has a set of servers: the least loaded of them is taken, and when that one is
 * crowded the set gets one more. A set of several that did not change for lblcr_expiration loses its most loaded one.
 * Source: net/netfilter/ipvs/ip_vs_lblcr.c. Not emulated: forgetting destinations that nobody asks for.
 */
export class LocalityReplicated implements Scheduler {
  readonly #settings: SchedulerSettings
  readonly #cost: Cost
  readonly #entries = new Map<Address, Entry>()

  constructor(settings: SchedulerSettings) {
    this.#settings = settings
    this.#cost = overheadCost(settings.activeFactor)
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    const entry = this.#entries.get(request.destination)
    if (entry !== undefined) {
      const least = this.#leastOf(entry, request)
      this.#shrink(entry, request)
      if (least !== undefined && !isCrowded(least, servers)) return least
    }
    const server = leastLoaded(servers, this.#cost, request)
    if (server === undefined) return undefined
    const known = this.#entries.get(request.destination)
    if (known === undefined && this.#entries.size >= entryCountMax) return server
    if (known?.servers.includes(server) !== true)
      this.#set(request, {
        servers: [server, ...(known?.servers ?? [])],
        lastChange: request.nowTicks,
      })
    return server
  }

  explain(servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    const entry = this.#entries.get(request.destination)
    const numbers = entry?.servers.map((server) => servers.indexOf(server) + 1).join(', ')
    return {
      rule: `the least loaded of the destination’s own servers unless it is crowded, else lowest (active · ${this.#settings.activeFactor} + inactive) / weight`,
      costs: costsByWeight(servers, this.#cost),
      note: `${formatAddress(request.destination)} ${numbers === undefined ? 'is new' : `has number ${numbers}`}`,
    }
  }

  #leastOf(entry: Entry, request: ScheduleRequest): RealServer | undefined {
    return leastLoaded(
      entry.servers.filter((server) => server.available),
      this.#cost,
      request,
    )
  }

  #shrink(entry: Entry, request: ScheduleRequest): void {
    const expiration = this.#settings.lblcrExpirationSeconds() * this.#settings.hertz
    if (entry.servers.length < 2 || request.nowTicks <= entry.lastChange + expiration) return
    const most = mostLoaded(entry.servers, this.#cost)
    if (most === undefined) return
    this.#set(request, {
      servers: entry.servers.filter((server) => server !== most),
      lastChange: request.nowTicks,
    })
  }

  #set(request: ScheduleRequest, entry: Entry): void {
    const { destination, journal } = request
    const before = this.#entries.get(destination)
    journal?.note(() => this.#put(destination, before))
    this.#put(destination, entry)
  }

  #put(destination: Address, entry: Entry | undefined): void {
    for (const server of this.#entries.get(destination)?.servers ?? []) server.references -= 1
    for (const server of entry?.servers ?? []) server.references += 1
    if (entry === undefined) this.#entries.delete(destination)
    else this.#entries.set(destination, entry)
  }
}

/** By cost / weight, of those with a weight (ip_vs_dest_set_max). */
function mostLoaded(servers: readonly RealServer[], cost: Cost): RealServer | undefined {
  let most: RealServer | undefined
  for (const server of servers) {
    if (server.weight === 0) continue
    if (
      most === undefined ||
      costOf(most, cost) * server.weight < costOf(server, cost) * most.weight
    )
      most = server
  }
  return most
}
