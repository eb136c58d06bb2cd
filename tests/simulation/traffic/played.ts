import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import type { NetworkSettings } from '../../../src/simulation/network/network-settings.ts'
import { Traffic, type TrafficOptions } from '../../../src/simulation/traffic/traffic.ts'
import type { TrafficCounts } from '../../../src/simulation/traffic/traffic-counts.ts'
import type { ClientPlan, LoadPlan, TcpTalk } from '../../../src/simulation/traffic/traffic-plan.ts'
import { type SmallWorld, smallWorld } from '../network/small-cluster.ts'

export const oneRequest: TcpTalk = {
  kind: 'tcp',
  requests: 1,
  thinkMs: 0,
  serverMs: 0,
  timeoutMs: undefined,
  close: 'client',
}

/** One TCP connection with one request from `default/client-1` to the Service `default/web`, at second 1. */
export const onePlan: LoadPlan = {
  kind: 'load',
  name: 'steady',
  client: 'shop',
  to: { kind: 'service', service: 'default/web', port: 80 },
  load: { kind: 'open', perSecond: 10, arrivals: 'constant', connectionsMax: 1 },
  talk: oneRequest,
  startMs: 1_000,
  stopMs: undefined,
}

export const clients: readonly ClientPlan[] = [
  { name: 'shop', place: { kind: 'pods', pods: ['default/client-1'] } },
  { name: 'self', place: { kind: 'pods', pods: ['default/web-0'] } },
  { name: 'made', place: { kind: 'on-node', node: 'node-3', network: 'pod', count: 3 } },
  { name: 'others', place: { kind: 'on-node', node: 'node-3', network: 'pod', count: 1 } },
  { name: 'host', place: { kind: 'on-node', node: 'node-1', network: 'host', count: 1 } },
  {
    name: 'users',
    place: {
      kind: 'outside',
      addresses: ['203.0.113.5', '203.0.113.6'].map((a) => parseAddress(a)),
    },
  },
  {
    name: 'office',
    place: {
      kind: 'outside',
      addresses: ['10.9.9.1', '10.9.9.2'].map((a) => parseAddress(a)),
      behind: parseAddress('198.51.100.200'),
    },
  },
]

export interface PlayOptions extends TrafficOptions {
  readonly mode?: ProxyMode
  readonly network?: Partial<NetworkSettings>
  /** Of the Service. */
  readonly spec?: Readonly<Record<string, unknown>>
  readonly untilMs?: number
  readonly seed?: number
  /** Before the traffic starts. */
  readonly prepare?: (world: SmallWorld) => void
}

export interface Played {
  readonly world: SmallWorld
  readonly events: readonly RunEvent[]
  readonly counts: TrafficCounts
}

/** Plays plans in the small cluster: ten minutes, unless told otherwise. */
export function play(plans: readonly Partial<LoadPlan>[], options: PlayOptions = {}): Played {
  const world = smallWorld(options.mode ?? 'iptables', options.network, options.spec)
  const stream = new EventStream()
  const events: RunEvent[] = []
  stream.subscribe((event) => events.push(event))
  const traffic = new Traffic(
    plans.map((plan) => ({ ...onePlan, ...plan })),
    clients,
    world.network,
    world.cluster,
    world.timeline,
    stream,
    createSeededChance(options.seed ?? 1),
    options,
  )
  options.prepare?.(world)
  traffic.start()
  world.timeline.runTo(options.untilMs ?? 600_000)
  const [counts] = traffic.counts.values()
  if (counts === undefined) throw new Error('nothing was played')
  return { world, events, counts }
}

/** `completed`, `refused RST: pod default/web-0 …`, in the order in which connections ended. */
export function endings({ events }: Pick<Played, 'events'>): string[] {
  return events.flatMap((event) =>
    event.kind === 'connection-ended'
      ? [`${event.atMs} ${event.outcome}${event.detail === '' ? '' : ` ${event.detail}`}`]
      : [],
  )
}

export function kindsOf({ events }: Pick<Played, 'events'>): string[] {
  return events.map(({ kind }) => kind)
}

/** Ends the pods behind the Service. */
export function endWeb(how: 'fin' | 'rst' | 'silence') {
  return ({ cluster }: SmallWorld): void => {
    for (const pod of cluster.pods) if (pod.name.includes('web')) pod.end(how)
  }
}
