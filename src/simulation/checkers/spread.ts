import type { ProxyMode } from '../../proxy/configuration.ts'
import { chiSquareChance } from '../chi-square.ts'
import type { RunEvent } from '../events/run-event.ts'
import type { OpenConnections, OpenedEvent } from './open-connections.ts'
import type { RulesInPlace } from './rules-in-place.ts'
import type { ServiceDestination, ServiceDestinations } from './service-destinations.ts'

/** So that any seed passes: one run of a million would be called uneven without being so. */
const pValueMin = 1e-6
/** Cochran's rule: fewer expected of each backend say nothing. */
const expectedMin = 5
/** Ends that are remembered in a stretch: a connection of the same ends may follow the entry of the one before. */
const endsMax = 100_000

/** One traffic's connections to one Service by one node, while nothing changes. */
interface Stretch {
  readonly key: string
  readonly service: string
  /** Backends that chance chooses from; 0 where only those count that were reached. */
  readonly endpoints: number
  readonly counts: Map<string, number>
}

interface Sum {
  statistic: number
  degreesOfFreedom: number
  connections: number
}

/**
 * Holds the spread over backends to what chance would do, for each traffic and Service, where chance decides: in iptables
 * and nftables mode, without affinity. Stretches in which nothing changes are tested by themselves and summed up; those in
 * which a connection reached nobody are left out, as what is left of them was selected. Ready endpoints that nobody
 * reached count too, where neither policy nor zone keeps some of them away.
 */
export class SpreadChecker {
  readonly #open: OpenConnections
  readonly #destinations: ServiceDestinations
  /** Of Services and slices. */
  readonly #rules: RulesInPlace
  readonly #modes = new Map<string, string>()
  readonly #mode: ProxyMode
  readonly #stretches = new Map<string, Stretch>()
  readonly #ends = new Set<string>()
  readonly #unreached = new Map<number, number>()
  readonly #spoilt = new Set<string>()
  readonly #sums = new Map<string, Sum>()
  #epoch = 0

  constructor(
    mode: ProxyMode,
    open: OpenConnections,
    destinations: ServiceDestinations,
    rules: RulesInPlace,
  ) {
    this.#mode = mode
    this.#open = open
    this.#destinations = destinations
    this.#rules = rules
  }

  observe(event: RunEvent): void {
    switch (event.kind) {
      case 'connection-opened':
        this.#unreached.set(event.connection, this.#epoch)
        return
      case 'endpoint-chosen':
        if (this.#unreached.delete(event.connection)) this.#chosen(event)
        return
      case 'connection-ended':
        this.#ended(event.connection)
        return
      case 'request-answered':
      case 'answer-astray':
      case 'datagram-lost':
      case 'violation':
        return
      case 'sync-done':
        if (event.waitedMs > 0) this.#close()
        return
      case 'mode-changed':
        this.#modes.set(event.node, event.mode)
        this.#close()
        return
      default:
        this.#close()
    }
  }

  /** Answers what is wrong, to be called at the end of the run. */
  finish(): readonly string[] {
    this.#close()
    return [...this.#sums].flatMap(([name, { statistic, degreesOfFreedom, connections }]) => {
      const chance = chiSquareChance(statistic, degreesOfFreedom)
      if (chance > pValueMin) return []
      return `${name}: ${connections} connections, chance would spread them as unevenly once in ${(1 / chance).toPrecision(2)} runs`
    })
  }

  #chosen({ connection, backend, path }: Extract<RunEvent, { kind: 'endpoint-chosen' }>): void {
    const opened = this.#open.of(connection)
    const [node = ''] = path
    if (opened === undefined || (this.#modes.get(node) ?? this.#mode) === 'ipvs') return
    const destination = this.#destinations.at(opened.destination, opened.protocol)
    if (destination === undefined) return
    const { metadata, spec } = destination.service
    if (spec.sessionAffinity === 'ClientIP') return
    const ends = `${opened.source} ${opened.destination}`
    if (this.#ends.has(ends) || this.#ends.size >= endsMax) return
    this.#ends.add(ends)
    const key = keyOf(opened)
    const stretch = this.#stretches.get(`${key} ${node}`) ?? {
      key,
      service: `${opened.traffic} to ${metadata.namespace}/${metadata.name}`,
      endpoints: this.#rules.isOn(node, destination.family) ? this.#endpointsOf(destination) : 0,
      counts: new Map<string, number>(),
    }
    stretch.counts.set(backend, (stretch.counts.get(backend) ?? 0) + 1)
    this.#stretches.set(`${key} ${node}`, stretch)
  }

  #endpointsOf(destination: ServiceDestination): number {
    const { internalTrafficPolicy, externalTrafficPolicy, trafficDistribution } =
      destination.service.spec
    if (internalTrafficPolicy === 'Local' || externalTrafficPolicy === 'Local') return 0
    const ready = this.#destinations.readyEndpoints(destination)
    if (trafficDistribution !== undefined || ready.some(({ isHinted }) => isHinted)) return 0
    return ready.length
  }

  #ended(connection: number): void {
    const epoch = this.#unreached.get(connection)
    const opened = this.#open.of(connection)
    if (epoch === undefined || opened === undefined) return
    this.#unreached.delete(connection)
    if (epoch === this.#epoch) this.#spoilt.add(keyOf(opened))
  }

  #close(): void {
    this.#epoch += 1
    const waiting = new Set(
      [...this.#unreached.keys()].flatMap((one) => {
        const opened = this.#open.of(one)
        return opened === undefined ? [] : keyOf(opened)
      }),
    )
    for (const { key, service, endpoints, counts } of this.#stretches.values())
      if (!this.#spoilt.has(key) && !waiting.has(key))
        this.#add(service, [...counts.values()], Math.max(endpoints, counts.size))
    this.#stretches.clear()
    this.#ends.clear()
    this.#spoilt.clear()
  }

  /** `counts` of the backends that were reached, of so many. */
  #add(name: string, counts: readonly number[], backends: number): void {
    const connections = counts.reduce((sum, count) => sum + count, 0)
    const expected = connections / backends
    if (expected < expectedMin) return
    const sum = this.#sums.get(name) ?? { statistic: 0, degreesOfFreedom: 0, connections: 0 }
    const ofReached = counts.reduce((all, count) => all + (count - expected) ** 2 / expected, 0)
    sum.statistic += ofReached + (backends - counts.length) * expected
    sum.degreesOfFreedom += backends - 1
    sum.connections += connections
    this.#sums.set(name, sum)
  }
}

function keyOf({ traffic, destination }: OpenedEvent): string {
  return `${traffic} ${destination}`
}
