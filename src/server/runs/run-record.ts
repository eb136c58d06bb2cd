import type { MessagePort } from 'node:worker_threads'
import { isUserError } from '../../base/user-error.ts'
import type { RunResult } from '../../simulation/results/run-result.ts'
import type { RunProgress } from '../messages.ts'
import type { RunCommand, RunRequest } from './run-request.ts'

/** A run, as the API shows it. */
export interface RunRecord {
  readonly run: string
  readonly scenario: string
  readonly seed?: number
  readonly progress: RunProgress
  /** Why it failed. */
  readonly problem?: RunProblem
  readonly passed?: boolean
  readonly notes: readonly string[]
}

export interface RunProblem {
  readonly code: string
  readonly detail: string
}

/** A run, as the server holds it. */
export interface KnownRun {
  record: RunRecord
  results: readonly RunResult[] | undefined
  /** What is played, from where it gave way on; undefined: it is over. */
  request: RunRequest | undefined
  /** Its thread, or its place among those that wait for one; undefined: it is over, or gave way. */
  live: { readonly port: MessagePort; readonly abort: AbortController } | undefined
  /** Real time since when it has its thread, or was last told something. */
  sinceMs: number
  /** Said since it was asked to give way; undefined: it was not. */
  toldSince: RunCommand[] | undefined
  /** Called at every change. */
  readonly watchers: Set<() => void>
}

const over = ['finished', 'failed', 'cancelled']

export function isOver({ progress }: RunRecord): boolean {
  return over.includes(progress.status)
}

export function newRun(run: string, request: RunRequest, nowMs: number): KnownRun {
  const { scenario, seed } = request
  const record: RunRecord = {
    run,
    scenario: scenario.name,
    ...(seed === undefined ? {} : { seed }),
    progress: { status: 'queued', nowMs: 0, endMs: 0, events: 0 },
    notes: [],
  }
  return { ...keptRun(record, undefined), request, sinceMs: nowMs }
}

/** One that is over. */
export function keptRun(record: RunRecord, results: readonly RunResult[] | undefined): KnownRun {
  const none = { request: undefined, live: undefined, toldSince: undefined }
  return { record, results, ...none, sinceMs: 0, watchers: new Set() }
}

/** What is told of the error that ended a run: of ours, nothing of the inside. */
export function runProblemOf(error: unknown): RunProblem {
  if (isUserError(error)) return { code: error.code, detail: error.describe() }
  const isFull = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isFull
    ? { code: 'E_LIMIT', detail: 'the run needed more memory than its thread has' }
    : { code: 'E_BUG', detail: 'the run ended by a mistake of ours' }
}
