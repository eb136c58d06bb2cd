import { describe, expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { SyncRunner } from '../../../../src/simulation/cluster/kube-proxy/sync-runner.ts'

interface Row {
  readonly name: string
  readonly minMs?: number
  readonly maxMs?: number
  readonly takesMs?: number
  readonly failures?: number
  readonly isQuiet?: boolean
  readonly acts: Readonly<Record<number, 'ask' | 'pause' | 'resume' | 'disturb' | 'stop'>>
  readonly untilMs?: number
  readonly runs: readonly number[]
  readonly idle?: number
}

const rows: readonly Row[] = [
  { name: 'runs at once when it is asked', acts: { 500: 'ask' }, runs: [500] },
  {
    name: 'runs the next one when the shortest time since the end of the last has passed',
    acts: { 500: 'ask', 501: 'ask', 700: 'ask' },
    runs: [500, 1_520],
  },
  {
    name: 'runs again at once where it may',
    minMs: 0,
    acts: { 500: 'ask', 510: 'ask' },
    runs: [500, 520],
  },
  {
    name: 'runs without being asked when the longest time has passed',
    maxMs: 30_000,
    acts: {},
    untilMs: 61_000,
    runs: [30_000, 60_020],
  },
  {
    name: 'tries a run that failed again',
    failures: 1,
    acts: { 500: 'ask' },
    untilMs: 60_000,
    runs: [500, 30_520],
  },
  {
    name: 'keeps what is asked while it is paused',
    acts: { 100: 'pause', 500: 'ask', 5000: 'resume' },
    runs: [5_000],
  },
  {
    name: 'counts runs that would change nothing',
    maxMs: 30_000,
    isQuiet: true,
    acts: {},
    untilMs: 100_000,
    runs: [],
    idle: 3,
  },
  {
    name: 'waits for the shortest time after a run that was only counted, too',
    maxMs: 30_000,
    isQuiet: true,
    acts: { 30500: 'ask' },
    untilMs: 50_000,
    runs: [31_020],
    idle: 1,
  },
  {
    name: 'makes the next of them where it would change something after all',
    maxMs: 30_000,
    isQuiet: true,
    acts: { 40000: 'disturb' },
    untilMs: 80_000,
    runs: [60_020],
    idle: 1,
  },
  {
    name: 'does nothing any more when it was stopped',
    acts: { 500: 'stop', 600: 'ask' },
    runs: [],
  },
]

describe('the sync runner', () => {
  it.each(rows)('$name', (row) => {
    const { minMs = 1_000, maxMs = 3_600_000, takesMs = 20, isQuiet = false } = row
    const timeline = new Timeline()
    const runs: number[] = []
    let failures = row.failures ?? 0
    const runner: SyncRunner = new SyncRunner({
      timeline,
      intervals: { minMs, maxMs, retryMs: 30_000 },
      idleRunMs: takesMs,
      run: () => {
        runs.push(timeline.nowMs())
        timeline.after(takesMs, () => runner.finished(failures-- > 0, false))
      },
    })
    runner.start(isQuiet)
    for (const [atMs, act] of Object.entries(row.acts))
      timeline.at(Number(atMs), () => runner[act]())
    timeline.runTo(row.untilMs ?? 20_000)
    expect(runs).toEqual(row.runs)
    expect(runner.idleRuns).toBe(row.idle ?? 0)
  })
})
