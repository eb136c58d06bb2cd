import type { Chance } from '../../base/chance.ts'
import { ChanceStreams } from '../../base/chance-streams.ts'
import type { Timeline } from '../../base/timeline.ts'
import { UserError } from '../../base/user-error.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import type { NetworkView } from '../network/network-view.ts'
import { ClientGroup } from './clients/client-group.ts'
import { Destinations, type ResolveName } from './clients/destinations.ts'
import { LoadSource } from './load-source.ts'
import type { TrafficCounts } from './traffic-counts.ts'
import type { ClientPlan, LoadPlan } from './traffic-plan.ts'
import { defaultTrafficSettings, type TrafficSettings } from './traffic-settings.ts'
import { TrafficWorld } from './traffic-world.ts'

export interface TrafficOptions {
  readonly settings?: TrafficSettings
  /** How clients resolve names; without it no name exists. */
  readonly resolveName?: ResolveName
}

/** All traffic of a run. What happens in it is told as events; the counts need none. */
export class Traffic {
  readonly #sources: readonly LoadSource[]

  /** @throws UserError E_UNKNOWN_OBJECT, E_UNKNOWN_NODE, E_LIMIT where a plan names what is not there */
  constructor(
    plans: readonly LoadPlan[],
    clients: readonly ClientPlan[],
    network: ClusterNetwork,
    cluster: NetworkView,
    timeline: Timeline,
    events: EventStream,
    chance: Chance,
    { settings = defaultTrafficSettings, resolveName = () => [] }: TrafficOptions = {},
  ) {
    const world = new TrafficWorld(network, timeline, events, settings)
    const destinations = new Destinations(cluster, resolveName)
    const streams = new ChanceStreams(chance)
    const groups = new Map(
      clients.map((plan) => [plan.name, new ClientGroup(plan, cluster, network)]),
    )
    this.#sources = plans.map((plan) => {
      const group = groups.get(plan.client)
      if (group === undefined)
        throw new UserError('E_UNKNOWN_OBJECT', `traffic ${plan.name}: no client ${plan.client}`)
      return new LoadSource(plan, group, world, destinations, streams.of(plan.name))
    })
  }

  start(): void {
    for (const source of this.#sources) source.start()
  }

  /** By the names of the plans. */
  get counts(): ReadonlyMap<string, TrafficCounts> {
    return new Map(this.#sources.map(({ traffic, counts }) => [traffic, counts]))
  }
}
