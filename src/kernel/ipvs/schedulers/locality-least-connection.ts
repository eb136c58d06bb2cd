import type { Journal } from '../../../base/journal.ts'
import { formatAddress } from '../../../packet/address.ts'
import type { RealServer } from '../model/real-server.ts'
import { type Cost, costsByWeight, leastLoaded, overheadCost } from './least-loaded.ts'
import { LocalityTable } from './locality-table.ts'
import type {
  ScheduleRequest,
  Scheduler,
  SchedulerExplanation,
  SchedulerSettings,
} from './scheduler.ts'

/**
 * `lblc`: a destination address stays with its server; a new one, or one whose server is gone, has weight 0 or is
 * crowded (active > weight while another has active · 2 < weight), gets the server that `wlc` would give. Meant for
 * caches. Destinations not used for lblc_expiration are forgotten every half hour (`locality-table.ts`).
 * Source: net/netfilter/ipvs/ip_vs_lblc.c.
 */
export class LocalityLeastConnection implements Scheduler {
  readonly #settings: SchedulerSettings
  readonly #cost: Cost
  readonly #table: LocalityTable

  constructor(settings: SchedulerSettings) {
    this.#settings = settings
    this.#cost = overheadCost(settings.activeFactor)
    const { hertz, lblcExpirationSeconds } = settings
    this.#table = new LocalityTable(hertz, settings.nowTicks(), lblcExpirationSeconds)
  }

  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined {
    const { destination, nowTicks, journal } = request
    const known = this.#table.find(destination, nowTicks)
    const [own] = known?.servers ?? []
    if (known !== undefined && own !== undefined) {
      this.#table.set(destination, { ...known, lastUse: nowTicks }, journal)
      if (own.available && own.weight > 0 && !isCrowded(own, servers)) return own
    }
    const server = leastLoaded(servers, this.#cost, request)
    if (server === undefined || own === server) return server
    if (known === undefined && this.#table.isFull) return server
    const entry = { servers: [server], lastUse: nowTicks, lastChange: nowTicks }
    this.#table.set(destination, entry, journal)
    return server
  }

  close(journal: Journal | undefined): void {
    this.#table.clear(journal)
  }

  explain(servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation {
    const [own] = this.#table.peek(request.destination)?.servers ?? []
    const known = own === undefined ? 'is new' : `went to number ${servers.indexOf(own) + 1}`
    return {
      rule: `the destination’s own server unless it is crowded, else lowest (active · ${this.#settings.activeFactor} + inactive) / weight`,
      costs: costsByWeight(servers, this.#cost),
      note: `${formatAddress(request.destination)} ${known}`,
    }
  }
}

/** More active connections than its weight, while another server has less than half of its own. */
export function isCrowded(server: RealServer, servers: readonly RealServer[]): boolean {
  return server.active > server.weight && servers.some((other) => other.active * 2 < other.weight)
}
