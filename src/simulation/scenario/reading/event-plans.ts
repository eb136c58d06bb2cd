import { UserError } from '../../../base/user-error.ts'
import type { InputObject } from '../../../kubernetes/objects/input-object.ts'
import type { ObjectReference } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { PathStep } from '../../../kubernetes/reading/source-text.ts'
import { formatGoDuration } from '../../../proxy/go-duration.ts'
import { type EventSection, eventsMax, type Verb, verbs } from '../format/event-section.ts'
import type { NodeSelector, PlannedAction, PlannedEvent, PodSelector } from '../planned-event.ts'
import { atField, type Locate, refuse, refuseFields, requireOneOf } from './draft.ts'
import { readObjectName, readPodName, workloadKinds } from './object-name.ts'
import { listKnown, suggest } from './suggestion.ts'
import { checkSysctl } from './sysctls.ts'

export interface EventContext {
  readonly endMs: number
  readonly locate: Locate
  /** Names of events that do not happen. */
  readonly skip: readonly string[]
  /** The objects that an `apply` names or holds; `path` leads to it. */
  readonly objectsAt: (
    apply: NonNullable<EventSection['apply']>,
    path: readonly PathStep[],
  ) => readonly InputObject[]
}

const verbNames = Object.keys(verbs) as Verb[]

/** Repetitions written out, in the order in which they happen. @throws UserError E_SCENARIO, E_LIMIT */
export function readEvents(
  sections: readonly EventSection[],
  context: EventContext,
): PlannedEvent[] {
  checkNames(sections, context)
  const events = sections.flatMap((section, index) =>
    section.name !== undefined && context.skip.includes(section.name)
      ? []
      : readEvent(section, ['events', index], context),
  )
  const tooMany = events[eventsMax]
  if (tooMany !== undefined)
    throw new UserError(
      'E_LIMIT',
      `${events.length} events, repetitions counted; at most ${eventsMax}`,
      context.locate(tooMany.path),
    )
  return events.sort((a, b) => a.atMs - b.atMs)
}

function checkNames(sections: readonly EventSection[], { locate, skip }: EventContext): void {
  const seen = new Set<string>()
  for (const [index, { name }] of sections.entries()) {
    if (name !== undefined && seen.has(name))
      refuse(locate, ['events', index, 'name'], `another event is called "${name}" too`)
    if (name !== undefined) seen.add(name)
  }
  for (const [index, name] of skip.entries())
    if (!seen.has(name))
      refuse(
        locate,
        ['without', 'skip', index],
        `no event is called "${name}"${suggest(name, [...seen]) || `; there are: ${listKnown([...seen])}`}`,
      )
}

function readEvent(
  section: EventSection,
  path: readonly PathStep[],
  context: EventContext,
): PlannedEvent[] {
  const { endMs, locate } = context
  const { at, every, times, name } = section
  if ((every === undefined) !== (times === undefined))
    refuse(locate, path, 'every and times go together')
  const lastMs = at + (every ?? 0) * ((times ?? 1) - 1)
  if (lastMs >= endMs)
    refuse(
      locate,
      [...path, times === undefined ? 'at' : 'times'],
      `happens at ${formatGoDuration(lastMs)}, when the scenario is over (duration ${formatGoDuration(endMs)})`,
    )
  const verb = requireOneOf(locate, path, section, verbNames)
  refuseForeign(section, verb, locate, path)
  const verbPath = [...path, verb]
  const action = atField(locate, verbPath, () => actionOf(verb, section, verbPath, context))
  const label = labelOf(verb, section)
  return Array.from({ length: times ?? 1 }, (_, n) => ({
    atMs: at + n * (every ?? 0),
    label,
    name,
    path: verbPath,
    action,
  }))
}

const podVerbs: readonly Verb[] = ['ready', 'notReady', 'kill', 'delete']

function refuseForeign(
  section: EventSection,
  verb: Verb,
  locate: Locate,
  path: readonly PathStep[],
): void {
  const foreign = [
    ...(verb === 'scale' ? [] : ['replicas']),
    ...(podVerbs.includes(verb) ? [] : ['count']),
    ...(verb === 'sysctl' || verb === 'mode' || verb === 'inject' ? [] : ['nodes']),
    ...(verb === 'inject' ? [] : ['for', 'share']),
  ]
  refuseFields(locate, path, section, foreign, `for ${verb}`)
}

const nodeActions = {
  loseNode: 'lose-node',
  returnNode: 'return-node',
  restartKubeProxy: 'restart-kube-proxy',
  pauseSyncs: 'pause-syncs',
  resumeSyncs: 'resume-syncs',
  flushConntrack: 'flush-conntrack',
} as const

function actionOf(
  verb: Verb,
  section: EventSection,
  path: readonly PathStep[],
  { objectsAt }: EventContext,
): PlannedAction {
  const { count } = section
  switch (verb) {
    case 'apply':
      return { kind: 'apply', objects: objectsAt(section.apply ?? [], path) }
    case 'delete':
      return deletionOf(section.delete ?? [], count)
    case 'scale':
      if (section.replicas === undefined)
        throw new UserError('E_SCENARIO', 'scale without replicas, expected e.g. replicas: 3')
      return {
        kind: 'scale',
        workload: readWorkload(section.scale ?? ''),
        replicas: section.replicas,
      }
    case 'rollOut':
      return { kind: 'roll-out', workload: readWorkload(section.rollOut ?? '') }
    case 'ready':
    case 'notReady':
    case 'kill':
      return {
        kind: verb === 'notReady' ? 'not-ready' : verb,
        pods: (section[verb] ?? []).map(readPodSelector),
        count,
      }
    case 'sysctl': {
      const { name = '', value = '' } = section.sysctl ?? {}
      checkSysctl(name, value)
      return { kind: 'sysctl', nodes: nodesOf(section.nodes), name, value }
    }
    case 'mode':
      return { kind: 'mode', nodes: nodesOf(section.nodes), mode: section.mode ?? 'iptables' }
    case 'inject':
      return {
        kind: 'inject',
        injection: section.inject ?? 'conntrack-race',
        nodes: nodesOf(section.nodes),
        forMs: section.for,
        share: section.share ?? 1,
      }
    default:
      return { kind: nodeActions[verb], nodes: nodesOf(section[verb]) }
  }
}

/** Pods by what selects them, or objects by name. */
function deletionOf(names: readonly string[], count: number | undefined): PlannedAction {
  if (count !== undefined || names.every((name) => /^(pod|po|usedBy)\//.test(name)))
    return { kind: 'delete-pods', pods: names.map(readPodSelector), count }
  return { kind: 'delete', references: names.map(readObjectName) }
}

function readWorkload(text: string): ObjectReference {
  const reference = readObjectName(text)
  if (workloadKinds.has(reference.kind)) return reference
  throw new UserError('E_SCENARIO', `"${text}": expected a workload such as deployment/default/web`)
}

function readPodSelector(text: string): PodSelector {
  if (text.startsWith('usedBy/')) return { kind: 'used-by', traffic: text.slice('usedBy/'.length) }
  const reference = readObjectName(text)
  if (reference.kind === 'Pod') return { kind: 'pod', name: readPodName(text) }
  if (reference.kind === 'Service') return { kind: 'service', reference }
  if (workloadKinds.has(reference.kind)) return { kind: 'workload', reference }
  throw new UserError(
    'E_SCENARIO',
    `"${text}": expected pod/…, a workload such as deployment/…, service/… or usedBy/TRAFFIC`,
  )
}

/** Of what is named once only; `all` and nothing: every node. */
function nodesOf(given: readonly string[] | undefined): NodeSelector {
  return given === undefined || given.includes('all') ? 'all' : given
}

function labelOf(verb: Verb, section: EventSection): string {
  const { nodes, replicas, count } = section
  const text = {
    apply: () => (typeof section.apply === 'string' ? section.apply : namesOf(section.apply ?? [])),
    sysctl: () => `${section.sysctl?.name}=${section.sysctl?.value}`,
  }
  const value = section[verb]
  const object =
    verb === 'apply' || verb === 'sysctl'
      ? text[verb]()
      : Array.isArray(value)
        ? value.join(', ')
        : String(value)
  const rest = [
    replicas === undefined ? [] : [`to ${replicas}`],
    count === undefined ? [] : [`(${count})`],
    nodes === undefined ? [] : [`on ${nodes.join(', ')}`],
  ].flat()
  return [verb, object, ...rest].join(' ')
}

function namesOf(objects: readonly Readonly<Record<string, unknown>>[]): string {
  return objects
    .map(({ kind, metadata }) => {
      const { name } = (metadata ?? {}) as { readonly name?: unknown }
      return `${String(kind).toLowerCase()}/${String(name)}`
    })
    .join(', ')
}
