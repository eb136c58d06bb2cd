import { UserError } from '../../../base/user-error.ts'
import type { InputObject } from '../../../kubernetes/objects/input-object.ts'
import type { PathStep } from '../../../kubernetes/reading/source-text.ts'
import { type ProxyMode, proxyModes } from '../../../proxy/configuration.ts'
import type { ScenarioDocument } from '../format/scenario-document.ts'
import type { ScenarioPart } from '../scenario.ts'
import { readClients } from './client-plans.ts'
import type { Locate } from './draft.ts'
import { type EventContext, readEvents } from './event-plans.ts'
import { checkEventsInTime } from './events-in-time.ts'
import { type ExpectationContext, readExpectations } from './expectations.ts'
import { makeInitialCluster, withLaterObjects } from './initial-cluster.ts'
import { readRunSettings } from './run-settings.ts'
import { readTraffic } from './traffic-plans.ts'

/** A document with its objects read. */
export interface PartDraft {
  readonly document: ScenarioDocument
  readonly objects: readonly InputObject[]
  readonly objectsAt: EventContext['objectsAt']
  readonly locate: Locate
  /** Where its expectations stand. */
  readonly expectPath: readonly PathStep[]
  /** Names of events that do not happen. */
  readonly skip: readonly string[]
}

/** Checks all that makes sense only together. @throws UserError with a position */
export function readPart({
  document,
  objects,
  objectsAt,
  locate,
  expectPath,
  skip,
}: PartDraft): ScenarioPart {
  const { clients = {}, traffic = {}, events = [], expect = [], duration, cluster = {} } = document
  const initial = makeInitialCluster(objects, cluster)
  const modes = document.modes ?? proxyModes
  const settings = new Map(modes.map((mode) => [mode, readRunSettings(cluster, mode, locate)]))
  const settingsIn = (mode: ProxyMode) =>
    settings.get(mode) ?? readRunSettings(cluster, mode, locate)
  const plannedEvents = readEvents(events, { endMs: duration, locate, objectsAt, skip })
  const later = plannedEvents.flatMap(({ action }) =>
    action.kind === 'apply' ? action.objects : [],
  )
  const clientPlans = readClients(clients, initial, locate)
  const trafficPlans = readTraffic(traffic, {
    clients: clientPlans,
    objects: withLaterObjects(initial, later).objects,
    endMs: duration,
    locate,
  })
  const traffics = trafficPlans.map(({ name }) => name)
  checkEventsInTime(plannedEvents, initial, traffics, locate)
  const context: ExpectationContext = {
    endMs: duration,
    traffics,
    nodes: initial.objects.flatMap(({ kind, metadata }) => (kind === 'Node' ? metadata.name : [])),
    events: plannedEvents.flatMap(({ name }) => name ?? []),
    locate,
  }
  return {
    modes,
    initial,
    endMs: duration,
    clients: clientPlans,
    traffic: trafficPlans,
    events: plannedEvents,
    expectations: readExpectations(expect, expectPath, context),
    settingsIn,
  }
}

/** The document that `without` makes of a scenario. @throws UserError E_SCENARIO */
export function documentWithout(document: ScenarioDocument, locate: Locate): ScenarioDocument {
  const { without } = document
  if (without === undefined) return document
  const { modes, cluster, clients, traffic, expect } = without
  return {
    ...document,
    ...(modes === undefined ? {} : { modes }),
    cluster: merge(document.cluster ?? {}, cluster ?? {}),
    clients: mergeNamed(document.clients ?? {}, clients ?? {}, ['without', 'clients'], locate),
    traffic: mergeNamed(document.traffic ?? {}, traffic ?? {}, ['without', 'traffic'], locate),
    expect,
  }
}

function mergeNamed<Section extends object>(
  base: Readonly<Record<string, Section>>,
  changes: Readonly<Record<string, object>>,
  path: readonly PathStep[],
  locate: Locate,
): Record<string, Section> {
  const unknown = Object.keys(changes).find((name) => base[name] === undefined)
  if (unknown !== undefined)
    throw new UserError(
      'E_SCENARIO',
      `"${unknown}" is none of the scenario's own`,
      locate([...path, unknown]),
    )
  return merge(base, changes)
}

/** Field by field, to any depth; lists are replaced. */
function merge<Base extends object>(base: Base, changes: object): Base {
  const merged: Record<string, unknown> = { ...(base as Readonly<Record<string, unknown>>) }
  for (const [field, value] of Object.entries(changes)) {
    if (value === undefined) continue
    const before = merged[field]
    merged[field] = isMap(before) && isMap(value) ? merge(before, value) : value
  }
  return merged as Base
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
