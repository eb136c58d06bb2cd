import type { Journal } from '../../../base/journal.ts'
import { RealServer, type RealServerDefinition } from '../model/real-server.ts'
import { textOfKey, type VirtualServer } from '../model/virtual-server.ts'

/** IP_VS_DEST_TRASH_PERIOD (include/net/ip_vs.h): looked at every half of it. */
const trashPeriodSeconds = 120

/**
 * Real servers by number, as connections name them, and the trash: servers that were removed and may come back with
 * their counters and connections, until nothing has held them for two minutes (ip_vs_ctl.c, ip_vs_dest_trash_expire).
 */
export class ServerStore {
  readonly #servers: (RealServer | undefined)[] = []
  readonly #freeIds: number[] = []
  #trash: readonly RealServer[] = []
  readonly #hertz: number
  #nextSweepTicks = 0

  constructor(hertz: number) {
    this.#hertz = hertz
  }

  get(id: number): RealServer {
    return this.#servers[id] as RealServer
  }

  /** Every server there is, those in the trash too. */
  *all(): Generator<RealServer> {
    for (const server of this.#servers) if (server !== undefined) yield server
  }

  create(
    virtualServer: VirtualServer,
    definition: RealServerDefinition,
    journal: Journal | undefined,
  ): RealServer {
    const id = this.#freeIds.pop() ?? this.#servers.length
    const server = new RealServer(id, virtualServer, definition)
    this.#servers[id] = server
    journal?.note(() => this.#release(server))
    return server
  }

  throwAway(server: RealServer, nowTicks: number, journal: Journal | undefined): void {
    server.save(journal)
    this.#saveTrash(journal)
    server.available = false
    server.idleSince = -1
    if (this.#trash.length === 0)
      this.#nextSweepTicks = nowTicks + (trashPeriodSeconds / 2) * this.#hertz
    this.#trash = [server, ...this.#trash]
  }

  /** Out of the trash, if it is there: the server that the virtual server of this key once had. */
  takeBack(
    virtualServer: VirtualServer,
    definition: RealServerDefinition,
    journal: Journal | undefined,
  ): RealServer | undefined {
    if (this.#trash.length === 0) return undefined
    const key = textOfKey(virtualServer.key)
    const server = this.#trash.find(
      (candidate) =>
        candidate.address === definition.address &&
        candidate.port === definition.port &&
        textOfKey(candidate.virtualServer.key) === key,
    )
    if (server === undefined) return undefined
    server.save(journal)
    this.#saveTrash(journal)
    this.#trash = this.#trash.filter((candidate) => candidate !== server)
    server.virtualServer = virtualServer
    server.available = true
    return server
  }

  sweep(nowTicks: number): void {
    const period = trashPeriodSeconds * this.#hertz
    while (this.#trash.length > 0 && nowTicks >= this.#nextSweepTicks) {
      this.#sweepAt(this.#nextSweepTicks, period)
      this.#nextSweepTicks += period / 2
    }
  }

  #sweepAt(tick: number, period: number): void {
    const gone = this.#trash.filter((server) => {
      if (server.references > 0) return false
      if (server.idleSince >= 0) return tick >= server.idleSince + period
      server.idleSince = tick
      return false
    })
    if (gone.length === 0) return
    this.#trash = this.#trash.filter((server) => !gone.includes(server))
    for (const server of gone) this.#release(server)
  }

  #release(server: RealServer): void {
    this.#servers[server.id] = undefined
    this.#freeIds.push(server.id)
  }

  #saveTrash(journal: Journal | undefined): void {
    const before = this.#trash
    const nextBefore = this.#nextSweepTicks
    journal?.note(() => {
      this.#trash = before
      this.#nextSweepTicks = nextBefore
    })
  }
}
