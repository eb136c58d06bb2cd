import type { Address } from '../../../packet/address.ts'
import { formatAddress } from '../../../packet/address.ts'
import type { RealServer } from '../model/real-server.ts'
import { type Cost, costsByWeight, leastLoaded, overheadCost } from './least-loaded.ts'
import type {
  ScheduleRequest,
  Scheduler,
  SchedulerExplanation,
  SchedulerSettings,
} from './scheduler.ts'

interface Entry {
  readonly server: RealServer
  readonly lastUse: number
}

/** No new entries from here on (max_size · 3 / 2). */
const entryCountMax = (1 << 10) * 16 * 1.5
const fullCheckSeconds = 30 * 60

/**
 * `lblc`: a destination address stays with its server; a new one, or one whose server is gone, has weight 0 or is
 * crowded (active > weight while another has active · 2 < weight), gets the server that `wlc` would give. Meant for
 * caches. Destinations not used for lblc_expiration are forgotten every half hour. Source: ip_vs_lblc.c.
 * Not emulated: the earlier clean-up beyond 16,384 destinations.
 */
export class LocalityLeastConnection implements Scheduler {
  readonly #settings: SchedulerSettings
  readonly #cost: Cost
  readonly #entries = new Map<Address, Entry>()
  #startTicks = -1

  constructor(settings: SchedulerSettings) {
    this.#settings = settings
    this.#cost = overheadCost(settings.activeFactor)
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    if (this.#startTicks < 0) this.#startTicks = request.nowTicks
    const entry = this.#remembered(request)
    if (entry !== undefined) {
      this.#set(request, { server: entry.server, lastUse: request.nowTicks })
      const { server } = entry
      if (server.available && server.weight > 0 && !isCrowded(server, servers)) return server
    }
    const server = leastLoaded(servers, this.#cost, request)
    if (server !== undefined && entry?.server !== server)
      if (entry !== undefined || this.#entries.size < entryCountMax)
        this.#set(request, { server, lastUse: request.nowTicks })
    return server
  }

  explain(servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    const entry = this.#entries.get(request.destination)
    const known =
      entry === undefined ? 'is new' : `went to number ${servers.indexOf(entry.server) + 1}`
    return {
      rule: `the destination’s own server unless it is crowded, else lowest (active · ${this.#settings.activeFactor} + inactive) / weight`,
      costs: costsByWeight(servers, this.#cost),
      note: `${formatAddress(request.destination)} ${known}`,
    }
  }

  /** The entry of this destination, unless a full check has dropped it by now. */
  #remembered(request: ScheduleRequest): Entry | undefined {
    const entry = this.#entries.get(request.destination)
    if (entry === undefined) return undefined
    const period = fullCheckSeconds * this.#settings.hertz
    const age = request.nowTicks - this.#startTicks
    const lastCheck = this.#startTicks + Math.floor(age / period) * period
    const expiration = this.#settings.lblcExpirationSeconds() * this.#settings.hertz
    if (lastCheck - entry.lastUse < expiration) return entry
    this.#set(request, undefined)
    return undefined
  }

  #set(request: ScheduleRequest, entry: Entry | undefined): void {
    const { destination, journal } = request
    const before = this.#entries.get(destination)
    journal?.note(() => this.#put(destination, before))
    this.#put(destination, entry)
  }

  #put(destination: Address, entry: Entry | undefined): void {
    const before = this.#entries.get(destination)
    if (before !== undefined) before.server.references -= 1
    if (entry === undefined) this.#entries.delete(destination)
    else {
      entry.server.references += 1
      this.#entries.set(destination, entry)
    }
  }
}

/** More active connections than its weight, while another server has less than half of its own. */
export function isCrowded(server: RealServer, servers: readonly RealServer[]): boolean {
  return server.active > server.weight && servers.some((other) => other.active * 2 < other.weight)
}
