import type { Chance } from '../../base/chance.ts'
import type { InstantMs } from '../../base/clock.ts'
import type { ClientGroup } from './clients/client-group.ts'
import type { Destinations } from './clients/destinations.ts'
import type { Sender } from './clients/sender.ts'
import { type PortGiver, ReusedPorts } from './clients/source-ports.ts'
import type { Connection, ConnectionOwner, Outcome } from './connections/connection.ts'
import { createConnection } from './connections/talks.ts'
import { createTrafficCounts } from './traffic-counts.ts'
import type { Load, LoadPlan } from './traffic-plan.ts'
import type { TrafficWorld } from './traffic-world.ts'

/** A worker whose connections take no time would go round for ever in one instant. */
const roundMsMin = 1
const draws = 2 ** 31

/** One traffic: opens connections when they are due, and again what failed. */
export class LoadSource implements ConnectionOwner {
  readonly traffic: string
  readonly client: string
  readonly counts = createTrafficCounts()
  readonly #plan: LoadPlan
  readonly #clients: ClientGroup
  readonly #world: TrafficWorld
  readonly #destinations: Destinations
  readonly #chance: Chance
  /** Connections that are over, to be used again. */
  readonly #idle: Connection[] = []
  readonly #ports = new Map<Sender, PortGiver>()
  #begun = 0
  readonly #arrive = (): void => this.#openNext()

  constructor(
    plan: LoadPlan,
    clients: ClientGroup,
    world: TrafficWorld,
    destinations: Destinations,
    chance: Chance,
  ) {
    this.traffic = plan.name
    this.client = plan.client
    this.#plan = plan
    this.#clients = clients
    this.#world = world
    this.#destinations = destinations
    this.#chance = chance
  }

  start(): void {
    const { load, startMs } = this.#plan
    const { timeline } = this.#world
    if (load.kind === 'open') timeline.at(startMs + this.#firstWaitMs(load), this.#arrive)
    else
      for (let worker = 0; worker < load.concurrency; worker += 1)
        timeline.at(startMs, () => this.#work(worker))
  }

  ended(connection: Connection, outcome: Outcome): void {
    const { retry: plan, load } = this.#plan
    const { retry, worker } = connection
    this.#idle.push(connection)
    if (outcome !== 'completed' && plan !== undefined && retry < plan.attempts) {
      this.counts.retries += 1
      const waitMs = plan.waitMs * plan.factor ** retry
      this.#world.timeline.after(waitMs, () => this.#open(retry + 1, worker))
    } else if (load.kind === 'closed') this.#workAgain(worker, load.thinkMs)
  }

  /** Open loop: the next one is asked for before this one plays, so that time cannot run past it. */
  #openNext(): void {
    const { load, startMs } = this.#plan
    if (load.kind !== 'open' || !this.#mayBegin()) return
    this.#begun += 1
    const { timeline } = this.#world
    const nextMs =
      load.arrivals === 'constant'
        ? startMs + (this.#begun * 1_000) / load.perSecond
        : timeline.nowMs() + this.#exponentialMs(load)
    if (this.#mayBegin()) timeline.at(nextMs, this.#arrive)
    this.#open(0, 0)
  }

  #work(worker: number): void {
    if (!this.#mayBegin()) return
    this.#begun += 1
    this.#open(0, worker)
  }

  #workAgain(worker: number, thinkMs: number): void {
    this.#world.timeline.after(Math.max(thinkMs, roundMsMin), () => this.#work(worker))
  }

  #mayBegin(): boolean {
    const { load, stopMs } = this.#plan
    const { connectionsMax = Number.POSITIVE_INFINITY } = load
    return (
      this.#begun < connectionsMax &&
      (stopMs === undefined || this.#world.timeline.nowMs() < stopMs)
    )
  }

  #open(retry: number, worker: number): void {
    const sender = this.#clients.next()
    // A client that does not run opens nothing; its worker looks again a second later.
    if (sender === undefined) {
      if (this.#plan.load.kind === 'closed') this.#workAgain(worker, 1_000)
      return
    }
    const connection = this.#idle.pop() ?? createConnection(this.#world, this, this.#plan.talk)
    connection.retry = retry
    connection.worker = worker
    this.#connect(connection, sender)
  }

  #connect(connection: Connection, sender: Sender): void {
    const to = this.#destinations.resolve(this.#plan.to, sender, this.#plan.family)
    if ('failure' in to) {
      connection.refuse(sender, to.failure)
      return
    }
    connection.destination = to.address
    connection.destinationPort = to.port
    const source = sender.addressTowards(to.address)
    if (source === undefined) {
      connection.refuse(sender, 'ENETUNREACH: no way there')
      return
    }
    connection.source = source
    const ports = this.#portsOf(sender)
    const port = ports.take(this.#world.timeline.nowMs())
    if (port === undefined) {
      connection.refuse(sender, 'EADDRNOTAVAIL: no free port')
      return
    }
    connection.sourcePort = port
    connection.open(sender, ports)
  }

  #portsOf(sender: Sender): PortGiver {
    const { sourcePorts = { kind: 'ephemeral' } } = this.#plan
    if (sourcePorts.kind === 'ephemeral') return sender.ports
    const known = this.#ports.get(sender)
    if (known !== undefined) return known
    const range =
      sourcePorts.kind === 'fixed'
        ? { first: sourcePorts.port, last: sourcePorts.port }
        : sourcePorts
    const ports = new ReusedPorts(range)
    this.#ports.set(sender, ports)
    return ports
  }

  #firstWaitMs(load: OpenLoad): number {
    return load.arrivals === 'constant' ? 0 : this.#exponentialMs(load)
  }

  #exponentialMs({ perSecond }: OpenLoad): InstantMs {
    return (-Math.log((this.#chance.anyOf(draws) + 1) / draws) * 1_000) / perSecond
  }
}

type OpenLoad = Extract<Load, { kind: 'open' }>
