import type { PathStep } from '../../../kubernetes/reading/source-text.ts'
import { formatGoDuration } from '../../../proxy/go-duration.ts'
import { checkerNames } from '../../checkers/checker-names.ts'
import type { ConnectionFilter, Expectation, ListingName } from '../expectation.ts'
import { type Condition, formatCondition, quantitiesOf } from '../format/condition.ts'
import {
  type ConnectionMeasure,
  connectionMeasures,
  type ExpectationSection,
  type RunMeasure,
  runMeasures,
} from '../format/expectation-section.ts'
import { atField, type Locate, refuse, refuseFields, requireOneOf } from './draft.ts'
import { readPodName } from './object-name.ts'
import { listKnown, suggest } from './suggestion.ts'

export interface ExpectationContext {
  readonly endMs: number
  readonly traffics: readonly string[]
  /** That there are when it begins. */
  readonly nodes: readonly string[]
  /** Names of events. */
  readonly events: readonly string[]
  readonly locate: Locate
}

const ofEvent: readonly RunMeasure[] = ['converged', 'rulesConverged', 'causedFailures']
const listings: readonly ListingName[] = ['conntrack', 'ipvsadm']
const filters = ['traffic', 'pod', 'from', 'until'] as const

/** One a measure. @throws UserError E_SCENARIO */
export function readExpectations(
  sections: readonly ExpectationSection[],
  path: readonly PathStep[],
  context: ExpectationContext,
): Expectation[] {
  return sections.flatMap((section, index) => readOne(section, [...path, index], context))
}

function readOne(
  section: ExpectationSection,
  path: readonly PathStep[],
  context: ExpectationContext,
): Expectation[] {
  const ofConnections = given(connectionMeasures, section)
  const ofRun = given(runMeasures, section)
  const ofListing =
    section.entries === undefined ? [] : [listingExpectation(section, path, context)]
  if (ofListing.length === 0)
    refuseFields(context.locate, path, section, [...listings, 'node', 'at'], 'without entries')
  if (ofConnections.length + ofRun.length + ofListing.length === 0)
    refuse(context.locate, path, 'measures nothing, expected e.g. failed: 0')
  if (ofConnections.length === 0)
    refuseFields(context.locate, path, section, filters, 'for what is measured here')
  const filter = readFilter(section, path, context)
  return [
    ...ofConnections.map((measure) =>
      connectionExpectation(section, measure, filter, path, context),
    ),
    ...ofRun.map((measure) => runExpectation(section, measure, path, context)),
    ...ofListing,
  ]
}

function given<Measure extends string>(
  measures: Readonly<Record<Measure, unknown>>,
  section: ExpectationSection,
): Measure[] {
  const values: Readonly<Record<string, unknown>> = section
  return (Object.keys(measures) as Measure[]).filter((measure) => values[measure] !== undefined)
}

function readFilter(
  section: ExpectationSection,
  path: readonly PathStep[],
  { endMs, traffics, locate }: ExpectationContext,
): ConnectionFilter {
  const { traffic, pod, from = 0, until = Number.POSITIVE_INFINITY } = section
  if (traffic !== undefined && !traffics.includes(traffic))
    refuse(
      locate,
      [...path, 'traffic'],
      `no traffic "${traffic}"${suggest(traffic, traffics) || `; there are: ${listKnown(traffics)}`}`,
    )
  if (from >= until) refuse(locate, [...path, 'until'], 'ends before it begins')
  if (from >= endMs) refuse(locate, [...path, 'from'], 'begins when the scenario is over, or later')
  return {
    traffic,
    pod: pod === undefined ? undefined : atField(locate, [...path, 'pod'], () => readPodName(pod)),
    fromMs: from,
    untilMs: until,
  }
}

function connectionExpectation(
  section: ExpectationSection,
  measure: ConnectionMeasure,
  filter: ConnectionFilter,
  path: readonly PathStep[],
  { locate }: ExpectationContext,
): Expectation {
  const condition = section[measure]
  const own = [...path, measure]
  if (typeof condition !== 'boolean') checkCondition(condition ?? {}, own, locate)
  const what = `${subjectOf(section)}${wordsOf(measure)}`
  return {
    kind: 'connections',
    measure,
    filter,
    condition: condition ?? {},
    modes: section.modes,
    path: own,
    text:
      typeof condition === 'boolean'
        ? `${what} is ${condition}`
        : `${what} ${formatCondition(condition ?? {})}`,
  }
}

function runExpectation(
  section: ExpectationSection,
  measure: RunMeasure,
  path: readonly PathStep[],
  context: ExpectationContext,
): Expectation {
  const { locate } = context
  const own = [...path, measure]
  const condition = section[measure] ?? {}
  checkCondition(condition, own, locate)
  const of = subjectOfRun(section, measure, path, context)
  return {
    kind: 'run',
    measure,
    of,
    condition,
    modes: section.modes,
    path: own,
    text: `${of === undefined ? '' : `${of}: `}${wordsOf(measure)} ${formatCondition(condition)}`,
  }
}

function listingExpectation(
  section: ExpectationSection,
  path: readonly PathStep[],
  { endMs, nodes, locate }: ExpectationContext,
): Expectation {
  const listing = requireOneOf(locate, path, section, listings)
  const own = [...path, 'entries']
  const { entries: condition = {}, at: atMs = endMs } = section
  checkCondition(condition, own, locate)
  if (atMs > endMs) refuse(locate, [...path, 'at'], 'is when the scenario is over')
  const pattern = section[listing] ?? ''
  const { node } = section
  if (node !== undefined && !nodes.includes(node))
    refuse(locate, [...path, 'node'], `no node "${node}"; there are: ${listKnown(nodes)}`)
  const when = section.at === undefined ? 'at the end' : `at ${formatGoDuration(atMs)}`
  return {
    kind: 'listing',
    listing,
    pattern,
    node,
    atMs,
    condition,
    modes: section.modes,
    path: own,
    text: `${listing}${node === undefined ? '' : ` of ${node}`} with "${pattern}" ${when}: entries ${formatCondition(condition)}`,
  }
}

function subjectOfRun(
  section: ExpectationSection,
  measure: RunMeasure,
  path: readonly PathStep[],
  { events, locate }: ExpectationContext,
): string | undefined {
  const field = ofEvent.includes(measure)
    ? 'event'
    : measure === 'violations'
      ? 'checker'
      : undefined
  if (field === undefined) return undefined
  const known = field === 'event' ? events : checkerNames
  const name = section[field]
  if (name === undefined)
    return refuse(
      locate,
      [...path, measure],
      `${measure} without ${field}, expected one of: ${listKnown(known)}`,
    )
  if (!known.includes(name))
    refuse(
      locate,
      [...path, field],
      `no ${field} is called "${name}"${suggest(name, known) || `; there are: ${listKnown(known)}`}`,
    )
  return name
}

/** Refuses what cannot be met, and what cannot fail. */
function checkCondition(condition: Condition, path: readonly PathStep[], locate: Locate): void {
  const { is, atLeast, atMost, between } = condition
  if (new Set(quantitiesOf(condition).map(({ unit }) => unit)).size > 1)
    refuse(locate, path, 'compares a share with a count')
  const low = Math.max(atLeast?.value ?? 0, between?.[0].value ?? 0, is?.value ?? 0)
  const high = Math.min(
    atMost?.value ?? Number.POSITIVE_INFINITY,
    between?.[1].value ?? Number.POSITIVE_INFINITY,
    is?.value ?? Number.POSITIVE_INFINITY,
  )
  if (low > high) refuse(locate, path, `cannot be met: ${formatCondition(condition)}`)
  const most = quantitiesOf(condition)[0]?.unit === 'share' ? 1 : Number.POSITIVE_INFINITY
  if (low === 0 && high >= most) refuse(locate, path, `cannot fail: ${formatCondition(condition)}`)
}

/** `steady, from 10s, to 20s: `. */
function subjectOf({ traffic, pod, from, until }: ExpectationSection): string {
  const parts = [
    traffic === undefined ? [] : [traffic],
    pod === undefined ? [] : [`to ${pod}`],
    from === undefined ? [] : [`from ${formatGoDuration(from)}`],
    until === undefined ? [] : [`until ${formatGoDuration(until)}`],
  ].flat()
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}

/** `timedOut` → `timed out`. */
function wordsOf(measure: string): string {
  return measure.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
}
