import { describe, expect, it } from 'vitest'
import type { RunProgress } from '../../../src/server/messages.ts'
import { whoGivesWay } from '../../../src/server/runs/run-turns.ts'

const taker = (run: string, sinceMs: number, progress: Partial<RunProgress>) => ({
  run,
  sinceMs,
  progress: { status: 'running', nowMs: 0, endMs: 1, events: 0, ...progress } as const,
})
const runs = [
  taker('fast', 0, {}),
  taker('paused', 2_000, { status: 'paused' }),
  taker('slow', 1_000, { speed: 1 }),
  taker('fresh', 9_000, { status: 'paused' }),
  taker('waiting', 0, { status: 'queued' }),
]

describe('who gives way', () => {
  it.each([
    { waiting: 0, want: [] },
    { waiting: 1, want: ['slow'] },
    { waiting: 9, want: ['slow', 'paused'] },
  ])('to $waiting that wait: $want', ({ waiting, want }) => {
    expect(whoGivesWay(runs, waiting, { nowMs: 12_000, turnMs: 10_000 })).toEqual(want)
  })
})
