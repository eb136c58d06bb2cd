import type { FailureReason } from '../events/run-event.ts'
import type {
  ConnectionExpectation,
  ListingExpectation,
  RunExpectation,
} from '../scenario/expectation.ts'
import { formatQuantity, holds, type Quantity, quantitiesOf } from '../scenario/format/condition.ts'
import type { ConnectionMeasure } from '../scenario/format/expectation-section.ts'
import { evenSpreadChance, isEven } from './even-spread.ts'
import type { Convergence, RunResult } from './run-result.ts'
import type { TrafficTally } from './traffic-tally.ts'

/** What was seen, and whether it is what was expected. */
export interface Judgement {
  readonly met: boolean
  readonly seen: string
}

export function judgeConnections(
  { measure, condition }: ConnectionExpectation,
  tally: TrafficTally,
): Judgement {
  // What selects nothing cannot fail.
  if (tally.connections === 0 && measure !== 'connections')
    return { met: false, seen: 'no connection that it speaks of' }
  if (typeof condition === 'boolean') {
    const { backends } = tally
    const spread = backends.map(({ connections }) => connections).join(', ')
    const seen = `${spread} (chance ${evenSpreadChance(backends).toPrecision(3)})`
    return { met: isEven(backends) === condition, seen }
  }
  const [bound] = quantitiesOf(condition)
  const seen = measureConnections(measure, tally, bound?.unit === 'share')
  if (seen === undefined) return { met: false, seen: 'nothing to measure' }
  return {
    met: holds(condition, seen.value),
    seen: `${formatQuantity(seen)}${detailOf(measure, tally)}`,
  }
}

/** Undefined: there is nothing to take a share or a time of. */
function measureConnections(
  measure: ConnectionMeasure,
  tally: TrafficTally,
  asShare: boolean,
): Quantity | undefined {
  const count = (value: number): Quantity => ({ unit: 'count', value })
  const countOrShare = (value: number, of = tally.connections) =>
    asShare ? share(value, of) : count(value)
  const reason = (name: FailureReason) => countOrShare(tally.failedBy.get(name) ?? 0)
  switch (measure) {
    case 'connections':
      return count(tally.connections)
    case 'completed':
      return countOrShare(tally.completed)
    case 'failed':
      return countOrShare(tally.failed)
    case 'refused':
    case 'reset':
    case 'blackholed':
      return reason(measure)
    case 'timedOut':
      return reason('timed-out')
    case 'droppedByRule':
      return reason('dropped-by-rule')
    case 'notSent':
      return reason('not-sent')
    case 'open':
      return countOrShare(tally.open)
    case 'requestsAnswered':
      return count(tally.requestsAnswered)
    case 'datagramsLost':
      return count(tally.datagramsLost)
    case 'medianAnswer':
      return inMs(tally.answerMs?.median)
    case 'p99Answer':
      return inMs(tally.answerMs?.p99)
    case 'longestAnswer':
      return inMs(tally.answerMs?.longest)
    case 'medianTotal':
      return inMs(tally.totalMs?.median)
    case 'p99Total':
      return inMs(tally.totalMs?.p99)
    case 'longestTotal':
      return inMs(tally.totalMs?.longest)
    case 'backends':
      return count(tally.backends.length)
    case 'busiestBackend':
      return share(tally.backends[0]?.connections ?? 0, tally.reached)
    case 'sameBackend':
      return countOrShare(tally.sameBackend, tally.sameBackend + tally.otherBackend)
    case 'otherBackend':
      return countOrShare(tally.otherBackend, tally.sameBackend + tally.otherBackend)
    case 'sourceKept':
      return share(tally.sourceKept, tally.reached)
    case 'throughOtherNode':
      return share(tally.throughOtherNode, tally.reached)
    case 'evenSpread':
      return undefined
  }
}

function share(part: number, of: number): Quantity | undefined {
  return of === 0 ? undefined : { unit: 'share', value: part / of }
}

function inMs(value: number | undefined): Quantity | undefined {
  return value === undefined ? undefined : { unit: 'ms', value }
}

/** What helps whoever wonders why. */
function detailOf(measure: ConnectionMeasure, tally: TrafficTally): string {
  if (measure === 'connections') return ''
  if (measure === 'backends' || measure === 'busiestBackend') {
    const used = tally.backends.map(({ backend, connections }) => `${backend} ${connections}`)
    const more = used.length > 5 ? ', …' : ''
    return used.length === 0 ? '' : ` (${used.slice(0, 5).join(', ')}${more})`
  }
  const reasons = [...tally.failedBy].map(([reason, count]) => `${count} ${reason}`)
  const rest = tally.open > 0 ? [...reasons, `${tally.open} open`] : reasons
  return ` of ${tally.connections} connections${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`
}

/** `entries`: how many lines of the listing bore the text. */
export function judgeListing({ condition }: ListingExpectation, entries: number): Judgement {
  return { met: holds(condition, entries), seen: String(entries) }
}

type RunNumbers = Pick<RunResult, 'convergence' | 'peaks' | 'atEnd' | 'syncs' | 'violations'>

export function judgeRun({ measure, of, condition }: RunExpectation, run: RunNumbers): Judgement {
  if (isOfEvent(measure) && spansOf(of ?? '', run.convergence).length === 0)
    return { met: false, seen: 'the event did not happen' }
  const seen = measureRun(measure, of ?? '', run)
  if (seen === undefined) return { met: false, seen: 'the event had no such effect' }
  return { met: holds(condition, seen.value), seen: formatQuantity(seen) }
}

function measureRun(
  measure: RunExpectation['measure'],
  of: string,
  { convergence, peaks, atEnd, syncs, violations }: RunNumbers,
): Quantity | undefined {
  const count = (value: number): Quantity => ({ unit: 'count', value })
  switch (measure) {
    case 'converged':
      return inMs(latest(spansOf(of, convergence).flatMap(timesOf)))
    case 'rulesConverged':
      return inMs(latest(spansOf(of, convergence).flatMap(({ rulesMs }) => rulesMs ?? [])))
    case 'causedFailures':
      return count(spansOf(of, convergence).reduce((sum, { failures }) => sum + failures, 0))
    case 'conntrackPeak':
      return count(peaks.conntrackEntries)
    case 'conntrackAtEnd':
      return count(atEnd.conntrackEntries)
    case 'ipvsPeak':
      return count(peaks.ipvsConnections)
    case 'ipvsAtEnd':
      return count(atEnd.ipvsConnections)
    case 'syncs':
      return count(syncs.full + syncs.partial)
    case 'fullSyncs':
      return count(syncs.full)
    case 'failedSyncs':
      return count(syncs.failed)
    case 'bytesWritten':
      return count(syncs.bytes)
    case 'violations':
      return count(violations.find(({ checker }) => checker === of)?.count ?? 0)
  }
}

function isOfEvent(measure: RunExpectation['measure']): boolean {
  return measure === 'converged' || measure === 'rulesConverged' || measure === 'causedFailures'
}

/** Of an event that happens several times: every time. Empty: it is skipped where the cause is taken away. */
function spansOf(name: string, convergence: readonly Convergence[]): readonly Convergence[] {
  return convergence.filter((one) => one.name === name)
}

function timesOf({ rulesMs, failuresMs }: Convergence): number[] {
  return [rulesMs, failuresMs].filter((one) => one !== undefined)
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times)
}
