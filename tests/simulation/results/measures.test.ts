import { describe, expect, it } from 'vitest'
import { judgeConnections, judgeRun } from '../../../src/simulation/results/measures.ts'
import {
  type ConnectionRecord,
  TrafficTally,
} from '../../../src/simulation/results/traffic-tally.ts'
import type {
  ConnectionExpectation,
  RunExpectation,
} from '../../../src/simulation/scenario/expectation.ts'
import { readLines } from '../scenario/read-text.ts'

const expectationOf = (text: string) =>
  readLines(
    'clients: { shop: { outside: true } }',
    'traffic: { steady: { from: shop, to: svc/web, rate: 1/s } }',
    'events: [{ at: 1s, name: roll, rollOut: deployment/shop }]',
    `expect: [{ ${text} }]`,
  ).cause.expectations[0]

function tally(): TrafficTally {
  const sums = new TrafficTally()
  const record = {
    outcome: 'completed',
    backend: 'a:1',
    pod: undefined,
    nodesPassed: 1,
    isSourceKept: false,
    isSameBackend: true,
    openedMs: 100,
    endedMs: 130,
  } as ConnectionRecord
  for (let n = 0; n < 8; n += 1)
    sums.add({ ...record, backend: n < 6 ? 'a:1' : 'b:1', isSameBackend: n !== 3 })
  sums.add({ ...record, outcome: 'refused', backend: undefined })
  sums.add({ ...record, outcome: 'timed-out', backend: undefined })
  sums.answered(40)
  return sums
}

describe('judgeConnections', () => {
  it.each([
    { text: 'connections: 10', met: true, seen: '10' },
    {
      text: 'failed: { atMost: 1 }',
      met: false,
      seen: '2 of 10 connections (1 refused, 1 timed-out)',
    },
    { text: 'failed: 20%', met: true, seen: '20% of 10 connections' },
    { text: 'timedOut: 1', met: true, seen: '1 of 10' },
    { text: 'blackholed: { atLeast: 1 }', met: false, seen: '0 of 10' },
    { text: 'backends: 2', met: true, seen: '2 (a:1 6, b:1 2)' },
    { text: 'busiestBackend: 75%', met: true, seen: '75%' },
    { text: 'sameBackend: 7', met: true, seen: '7 of' },
    { text: 'otherBackend: { atMost: 10% }', met: false, seen: '12.5%' },
    { text: 'sourceKept: 0%', met: true, seen: '0%' },
    { text: 'longestAnswer: { atMost: 39ms }', met: false, seen: '40ms' },
    { text: 'medianTotal: 30ms', met: true, seen: '30ms' },
    { text: 'longestTotal: { atMost: 29ms }', met: false, seen: '30ms' },
    { text: 'evenSpread: true', met: true, seen: '6, 2 (chance' },
    { text: 'evenSpread: false', met: false, seen: '6, 2 (chance' },
  ])('$text', ({ text, met, seen }) => {
    const judged = judgeConnections(expectationOf(text) as ConnectionExpectation, tally())
    expect(judged.met).toBe(met)
    expect(judged.seen).toContain(seen)
  })

  it('is never met where there is nothing to measure', () => {
    const sums = new TrafficTally()
    sums.add({ outcome: 'refused', backend: undefined } as ConnectionRecord)
    const expectation = expectationOf('busiestBackend: 0%') as ConnectionExpectation
    expect(judgeConnections(expectation, sums)).toEqual({ met: false, seen: 'nothing to measure' })
  })
})

it.each([
  { text: 'failed: 0', met: false, seen: 'no connection that it speaks of' },
  { text: 'evenSpread: true', met: false, seen: 'no connection that it speaks of' },
  { text: 'connections: 0', met: true, seen: '0' },
])('without any connection, $text is met: $met', ({ text, met, seen }) =>
  expect(
    judgeConnections(expectationOf(text) as ConnectionExpectation, new TrafficTally()),
  ).toEqual({ met, seen }),
)

const run = {
  convergence: [
    { event: 'rollOut', name: 'roll', atMs: 1_000, rulesMs: 200, failuresMs: 500, failures: 3 },
    {
      event: 'rollOut',
      name: 'roll',
      atMs: 9_000,
      rulesMs: 300,
      failuresMs: undefined,
      failures: 1,
    },
  ],
  peaks: { conntrackEntries: 70, ipvsConnections: 7 },
  atEnd: { conntrackEntries: 50, ipvsConnections: 5 },
  syncs: { full: 3, partial: 4, failed: 1, lines: 10, bytes: 1_000 },
  violations: [{ checker: 'affinity', atMs: 1, detail: 'x', count: 2 }],
}

it.each([
  { text: 'event: roll, converged: 500ms', met: true, seen: '500ms' },
  { text: 'event: roll, rulesConverged: { atMost: 299ms }', met: false, seen: '300ms' },
  { text: 'event: roll, causedFailures: 4', met: true, seen: '4' },
  { text: 'conntrackPeak: 70', met: true, seen: '70' },
  { text: 'conntrackAtEnd: 50', met: true, seen: '50' },
  { text: 'ipvsPeak: 7', met: true, seen: '7' },
  { text: 'ipvsAtEnd: 5', met: true, seen: '5' },
  { text: 'syncs: 7', met: true, seen: '7' },
  { text: 'fullSyncs: 3', met: true, seen: '3' },
  { text: 'failedSyncs: 0', met: false, seen: '1' },
  { text: 'bytesWritten: { atMost: 999 }', met: false, seen: '1000' },
  { text: 'checker: affinity, violations: 2', met: true, seen: '2' },
  { text: 'checker: conservation, violations: 1', met: false, seen: '0' },
])('judgeRun: $text', ({ text, met, seen }) =>
  expect(judgeRun(expectationOf(text) as RunExpectation, run)).toEqual({ met, seen }),
)

it('an event without effect has not converged', () => {
  const quiet = {
    ...run,
    convergence: [
      {
        event: 'rollOut',
        name: 'roll',
        atMs: 1,
        rulesMs: undefined,
        failuresMs: undefined,
        failures: 0,
      },
    ],
  }
  const expectation = expectationOf('event: roll, converged: { atMost: 9s }') as RunExpectation
  expect(judgeRun(expectation, quiet)).toEqual({ met: false, seen: 'the event had no such effect' })
})

it.each(['converged: { atMost: 9s }', 'causedFailures: 0'])(
  'an event that did not happen has not %s',
  (text) => {
    const expectation = expectationOf(`event: roll, ${text}`) as RunExpectation
    expect(judgeRun(expectation, { ...run, convergence: [] })).toEqual({
      met: false,
      seen: 'the event did not happen',
    })
  },
)
