import { expect, it } from 'vitest'
import { ConvergenceRecorder } from '../../../src/simulation/results/convergence-recorder.ts'
import type { ConnectionRecord } from '../../../src/simulation/results/traffic-tally.ts'
import type { PlannedEvent } from '../../../src/simulation/scenario/planned-event.ts'

const event = (atMs: number): PlannedEvent => ({
  atMs,
  label: `at ${atMs}`,
  name: undefined,
  path: [],
  action: { kind: 'pause-syncs', nodes: 'all' },
})
const sync = (atMs: number, waitedMs: number, failed = false) =>
  ({
    kind: 'sync-done',
    atMs,
    waitedMs,
    tookMs: 0,
    failed,
    node: 'n',
    family: 'IPv4',
    sync: 'partial',
    lines: 1,
    bytes: 1,
  }) as const
const failure = (openedMs: number, endedMs: number, isAnswered: boolean) =>
  ({ openedMs, endedMs, isAnswered, outcome: 'reset' }) as ConnectionRecord

it('puts syncs and failures down to the event that they follow', () => {
  const recorder = new ConvergenceRecorder([event(10), event(20)], 100)
  for (const one of [
    sync(5, 1),
    sync(12, 1),
    sync(15, 3),
    sync(18, 0),
    sync(19, 2, true),
    sync(20, 4),
  ])
    recorder.synced(one)
  recorder.ended(failure(11, 30, false))
  recorder.ended(failure(11, 31, true))
  recorder.ended({ ...failure(11, 99, true), outcome: 'completed' })
  expect(recorder.convergence).toEqual([
    { event: 'at 10', name: undefined, atMs: 10, rulesMs: 5, failuresMs: 20, failures: 1 },
    { event: 'at 20', name: undefined, atMs: 20, rulesMs: 0, failuresMs: 11, failures: 1 },
  ])
})
