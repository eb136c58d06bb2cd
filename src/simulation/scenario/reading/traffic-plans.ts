import { UserError } from '../../../base/user-error.ts'
import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import { familyOf } from '../../../packet/address.ts'
import type {
  ClientPlan,
  Destination,
  Load,
  LoadPlan,
  SourcePortPlan,
  Talk,
} from '../../traffic/traffic-plan.ts'
import { connectionsMax, type TrafficSection } from '../format/traffic-section.ts'
import { readDestination } from './destination.ts'
import { atField, type Locate, refuse, refuseFields, requireOneOf } from './draft.ts'
import { listKnown, suggest } from './suggestion.ts'

type ProtocolName = NonNullable<TrafficSection['protocol']>

/** What of one connection's life costs memory and time, over a whole run. */
const requestsOfRunMax = 20_000_000

const defaults = { timeoutMs: 5_000, serverMs: 1, everyMs: 1_000, attempts: 2 } as const

/** @throws UserError E_SCENARIO, E_LIMIT */
export function readTraffic(
  sections: Readonly<Record<string, TrafficSection>>,
  context: {
    readonly clients: readonly ClientPlan[]
    /** All that there are at some time of the run. */
    readonly objects: readonly KubernetesObject[]
    readonly endMs: number
    readonly locate: Locate
  },
): LoadPlan[] {
  const { clients, objects, endMs, locate } = context
  const plans = Object.entries(sections).map(([name, section]) => {
    const path = ['traffic', name]
    requireClient(section.from, clients, locate, [...path, 'from'])
    const asked = section.protocol
    const transport = asked === 'dns' ? 'udp' : asked === 'icmp' ? undefined : asked
    const { destination, protocol } = atField(locate, [...path, 'to'], () =>
      readDestination(section.to, objects, transport),
    )
    if (destination.port === 0 && asked !== 'icmp')
      refuse(locate, [...path, 'to'], `"${section.to}" names no port`)
    const startMs = section.start ?? 0
    if (startMs >= endMs)
      refuse(locate, [...path, 'start'], 'starts when the scenario is over, or later')
    if ((section.stop ?? endMs) <= startMs)
      refuse(locate, [...path, 'stop'], 'stops before it starts')
    const plan: LoadPlan = {
      kind: 'load',
      name,
      client: section.from,
      to: destination,
      ...familyPlanOf(section, destination, locate, path),
      load: loadOf(section, locate, path),
      talk: talkOf(section, asked ?? protocol ?? 'tcp', locate, path),
      startMs,
      stopMs: section.stop ?? endMs,
      ...retryOf(section),
      ...sourcePortsOf(section),
    }
    return plan
  })
  limitConnections(plans, endMs, locate)
  return plans
}

function familyPlanOf(
  { family, to }: TrafficSection,
  destination: Destination,
  locate: Locate,
  path: readonly string[],
): Pick<LoadPlan, 'family'> {
  if (family === undefined) return {}
  if (destination.kind === 'address' && familyOf(destination.address) !== family)
    refuse(locate, [...path, 'family'], `${to} is no ${family} address`)
  return { family }
}

function requireClient(
  name: string,
  clients: readonly ClientPlan[],
  locate: Locate,
  path: readonly string[],
): void {
  const known = clients.map((client) => client.name)
  if (!known.includes(name))
    refuse(
      locate,
      path,
      `no client "${name}"${suggest(name, known) || `; there are: ${listKnown(known)}`}`,
    )
}

function loadOf(section: TrafficSection, locate: Locate, path: readonly string[]): Load {
  const { rate, arrivals = 'constant', concurrency, think = 0, connections } = section
  const kind = requireOneOf(locate, path, section, ['rate', 'concurrency'])
  const most = connections === undefined ? {} : { connectionsMax: connections }
  if (kind === 'rate') {
    refuseFields(locate, path, section, ['think'], 'for a rate')
    return { kind: 'open', perSecond: rate ?? 1, arrivals, ...most }
  }
  refuseFields(locate, path, section, ['arrivals'], 'for a closed loop')
  return { kind: 'closed', concurrency: concurrency ?? 1, thinkMs: think, ...most }
}

/** Fields that only some protocols know. */
const fieldsOf: Readonly<Record<ProtocolName, readonly string[]>> = {
  tcp: ['requests', 'every', 'stream', 'server', 'patient', 'close'],
  sctp: ['requests', 'every', 'stream', 'server', 'patient'],
  udp: ['requests', 'every', 'stream', 'server', 'oneWay'],
  dns: ['attempts'],
  icmp: ['requests', 'every', 'stream'],
}
const talkFields = [...new Set(Object.values(fieldsOf).flat())]

function talkOf(
  section: TrafficSection,
  protocol: ProtocolName,
  locate: Locate,
  path: readonly string[],
): Talk {
  const foreign = talkFields.filter((field) => !fieldsOf[protocol].includes(field))
  refuseFields(locate, path, section, foreign, `for ${protocol}`)
  refuseTogether(section, locate, path)
  const intervalMs = section.every ?? defaults.everyMs
  const requests = requestsOf(section, intervalMs)
  const timeoutMs = section.timeout ?? defaults.timeoutMs
  const serverMs = section.server ?? defaults.serverMs
  const stream = {
    requests,
    thinkMs: intervalMs,
    serverMs,
    timeoutMs: section.patient === true ? undefined : timeoutMs,
  }
  switch (protocol) {
    case 'tcp':
      return { kind: 'tcp', ...stream, close: section.close ?? 'client' }
    case 'sctp':
      return { kind: 'sctp', ...stream }
    case 'udp':
      return {
        kind: 'udp',
        datagrams: requests,
        intervalMs,
        isAnswered: section.oneWay !== true,
        serverMs,
        timeoutMs,
      }
    case 'dns':
      return { kind: 'dns', timeoutMs, attempts: section.attempts ?? defaults.attempts }
    case 'icmp':
      return { kind: 'icmp', count: requests, intervalMs, timeoutMs }
  }
}

function refuseTogether(section: TrafficSection, locate: Locate, path: readonly string[]): void {
  if (section.stream !== undefined)
    refuseFields(locate, path, section, ['requests'], 'beside stream, which says how many')
  if (section.patient !== undefined)
    refuseFields(locate, path, section, ['timeout'], 'beside patient')
  if (section.oneWay !== undefined)
    refuseFields(locate, path, section, ['server', 'timeout'], 'where nobody answers')
  if ((section.retries ?? 0) === 0)
    refuseFields(locate, path, section, ['retryWait', 'retryFactor'], 'without retries')
}

/** The first at once, then one each interval. */
function requestsOf({ requests, stream }: TrafficSection, intervalMs: number): number {
  return stream === undefined ? (requests ?? 1) : Math.floor(stream / intervalMs) + 1
}

function retryOf({ retries = 0, retryWait = 0, retryFactor = 1 }: TrafficSection) {
  if (retries === 0) return {}
  return { retry: { attempts: retries, waitMs: retryWait, factor: retryFactor } }
}

function sourcePortsOf({ sourcePorts }: TrafficSection): { sourcePorts?: SourcePortPlan } {
  if (sourcePorts === undefined) return {}
  const { first, last } = sourcePorts
  return {
    sourcePorts: first === last ? { kind: 'fixed', port: first } : { kind: 'range', first, last },
  }
}

/** Refuses beforehand what a rate would make; closed loops are counted while they run. */
function limitConnections(plans: readonly LoadPlan[], endMs: number, locate: Locate): void {
  let connections = 0
  let requests = 0
  for (const { name, load, talk, startMs, stopMs = endMs, retry } of plans) {
    const most = load.connectionsMax ?? Number.POSITIVE_INFINITY
    const seconds = (Math.min(stopMs, endMs) - startMs) / 1_000
    const opened = load.kind === 'open' ? Math.min(most, load.perSecond * seconds) : 1
    connections += opened * (1 + (retry?.attempts ?? 0))
    requests += opened * requestsOfTalk(talk)
    const at = locate(['traffic', name])
    if (connections > connectionsMax) throw tooMany('connections', connections, connectionsMax, at)
    if (requests > requestsOfRunMax) throw tooMany('requests', requests, requestsOfRunMax, at)
  }
}

function requestsOfTalk(talk: Talk): number {
  switch (talk.kind) {
    case 'tcp':
    case 'sctp':
      return talk.requests
    case 'udp':
      return talk.datagrams
    case 'dns':
      return 2 * talk.attempts
    case 'icmp':
      return talk.count
  }
}

function tooMany(what: string, count: number, most: number, at: ReturnType<Locate>): UserError {
  return new UserError(
    'E_LIMIT',
    `up to ${Math.ceil(count)} ${what} with this traffic; at most ${most} are played in a run`,
    at,
  )
}
