import type { Journal } from '../../../base/journal.ts'
import { formatAddress } from '../../../packet/address.ts'
import type { RealServer } from '../model/real-server.ts'
import { type Cost, costOf, costsByWeight, leastLoaded, overheadCost } from './least-loaded.ts'
import { isCrowded } from './locality-least-connection.ts'
import { type LocalityEntry, LocalityTable } from './locality-table.ts'
import type {
  ScheduleRequest,
  Scheduler,
  SchedulerExplanation,
  SchedulerSettings,
} from './scheduler.ts'

/**
 * `lblcr`: as `lblc`, but a destination has a set of servers: the least loaded of them is taken, and when that one is
 * crowded the set gets one more. A set of several that did not change for lblcr_expiration loses its most loaded one.
 * Destinations not used for as long are forgotten every half hour (`locality-table.ts`).
 * Source: net/netfilter/ipvs/ip_vs_lblcr.c.
 */
export class LocalityReplicated implements Scheduler {
  readonly #settings: SchedulerSettings
  readonly #cost: Cost
  readonly #table: LocalityTable

  constructor(settings: SchedulerSettings) {
    this.#settings = settings
    this.#cost = overheadCost(settings.activeFactor)
    const { hertz, lblcrExpirationSeconds } = settings
    this.#table = new LocalityTable(hertz, settings.nowTicks(), lblcrExpirationSeconds)
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    const { destination, nowTicks, journal } = request
    const entry = this.#table.find(destination, nowTicks)
    if (entry !== undefined) {
      this.#table.set(destination, { ...entry, lastUse: nowTicks }, journal)
      const least = this.#leastOf(entry, request)
      this.#shrink(entry, request)
      if (least !== undefined && !isCrowded(least, servers)) return least
    }
    const server = leastLoaded(servers, this.#cost, request)
    if (server === undefined) return undefined
    const known = this.#table.peek(destination)
    if (known === undefined && this.#table.isFull) return server
    if (known?.servers.includes(server) !== true)
      this.#set(request, [server, ...(known?.servers ?? [])])
    return server
  }

  close(journal: Journal | undefined): void {
    this.#table.clear(journal)
  }

  explain(servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    const entry = this.#table.peek(request.destination)
    const numbers = entry?.servers.map((server) => servers.indexOf(server) + 1).join(', ')
    return {
      rule: `the least loaded of the destination’s own servers unless it is crowded, else lowest (active · ${this.#settings.activeFactor} + inactive) / weight`,
      costs: costsByWeight(servers, this.#cost),
      note: `${formatAddress(request.destination)} ${numbers === undefined ? 'is new' : `has number ${numbers}`}`,
    }
  }

  #leastOf(entry: LocalityEntry, request: ScheduleRequest): RealServer | undefined {
    return leastLoaded(
      entry.servers.filter((server) => server.available),
      this.#cost,
      request,
    )
  }

  #shrink(entry: LocalityEntry, request: ScheduleRequest): void {
    const expiration = this.#settings.lblcrExpirationSeconds() * this.#settings.hertz
    if (entry.servers.length < 2 || request.nowTicks <= entry.lastChange + expiration) return
    const most = mostLoaded(entry.servers, this.#cost)
    if (most === undefined) return
    this.#set(
      request,
      entry.servers.filter((server) => server !== most),
    )
  }

  #set({ destination, nowTicks, journal }: ScheduleRequest, servers: readonly RealServer[]): void {
    this.#table.set(destination, { servers, lastUse: nowTicks, lastChange: nowTicks }, journal)
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
