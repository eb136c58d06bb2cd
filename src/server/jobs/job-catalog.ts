import { MessageChannel } from 'node:worker_threads'
import { isUserError, UserError } from '../../base/user-error.ts'
import { busy } from '../problems/problem.ts'
import type { ServerLimits } from '../server-settings.ts'
import type { TaskPool } from '../workers/task-pool.ts'
import type { JobTask } from '../workers/task-worker.ts'
import type { JobOutcome, JobRequest } from './job-request.ts'

/** A job, as the API shows it. */
export interface JobRecord {
  readonly job: string
  readonly kind: JobRequest['kind']
  readonly status: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled'
  /** How far it is, in words. */
  readonly done: string
  /** Why it failed. */
  readonly problem?: { readonly code: string; readonly detail: string }
  /** Of a finished one; false: differences were found. */
  readonly passed?: boolean
}

interface KnownJob {
  record: JobRecord
  outcome: JobOutcome | undefined
  /** Of what was sent with it, while it is held. */
  bytes: number
  readonly abort: AbortController
  /** Resolves when it is over. */
  over: Promise<void>
}

type Limits = Pick<ServerLimits, 'jobsKept' | 'jobsQueued' | 'jobBytesHeld' | 'jobMs'>

/** Every job by its id. In memory only: a job is asked again more easily than kept. */
export class JobCatalog {
  readonly #jobs = new Map<string, KnownJob>()
  readonly #pool: TaskPool
  readonly #limits: Limits
  #lastId = 0

  constructor(pool: TaskPool, limits: Limits) {
    this.#pool = pool
    this.#limits = limits
  }

  list(): readonly JobRecord[] {
    return [...this.#jobs.values()].map(({ record }) => record)
  }

  /** @throws UserError E_UNKNOWN_OBJECT */
  get(job: string): JobRecord {
    return this.#known(job).record
  }

  /** Once it is over, or after so long. @throws UserError E_UNKNOWN_OBJECT */
  async wait(job: string, waitMs: number): Promise<JobRecord> {
    const known = this.#known(job)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs)
    })
    await Promise.race([known.over, late])
    clearTimeout(timer)
    return known.record
  }

  /** @throws UserError E_UNKNOWN_OBJECT; E_CONFLICT where it did not finish (yet) */
  outcomeOf(job: string): JobOutcome {
    const { outcome, record } = this.#known(job)
    if (outcome !== undefined) return outcome
    throw new UserError('E_CONFLICT', `${job} is not finished (${record.status})`)
  }

  /** `bytes`: of what came with it. @throws UserError E_BUSY */
  start(request: JobRequest, bytes: number): JobRecord {
    this.#makeRoom(bytes)
    this.#lastId += 1
    const job = `job-${this.#lastId}`
    const known: KnownJob = {
      record: { job, kind: request.kind, status: 'queued', done: '' },
      outcome: undefined,
      bytes,
      abort: new AbortController(),
      over: Promise.resolve(),
    }
    this.#jobs.set(job, known)
    known.over = this.#do(known, request)
    return known.record
  }

  /** Ends it where it is not over, and forgets it. @throws UserError E_UNKNOWN_OBJECT */
  delete(job: string): void {
    this.#known(job).abort.abort()
    this.#jobs.delete(job)
  }

  close(): void {
    for (const { abort } of this.#jobs.values()) abort.abort()
  }

  #known(job: string): KnownJob {
    const known = this.#jobs.get(job)
    if (known === undefined) throw new UserError('E_UNKNOWN_OBJECT', `no job "${job}"`)
    return known
  }

  #makeRoom(bytes: number): void {
    const { jobsKept, jobsQueued, jobBytesHeld } = this.#limits
    const all = [...this.#jobs.values()]
    if (all.filter(({ record }) => !isOver(record)).length >= jobsQueued)
      throw busy(`${jobsQueued} jobs wait or are done already, which is the most`, 10)
    const held = all.reduce((sum, one) => sum + one.bytes, 0)
    if (held > 0 && held + bytes > jobBytesHeld)
      throw busy(`jobs that wait hold ${held} bytes; at most ${jobBytesHeld} are held`, 10)
    if (this.#jobs.size < jobsKept) return
    const oldest = all.find(({ record }) => isOver(record))
    if (oldest !== undefined) this.#jobs.delete(oldest.record.job)
  }

  async #do(known: KnownJob, request: JobRequest): Promise<void> {
    const { port1, port2 } = new MessageChannel()
    port1.on('message', (done: string) => {
      known.record = { ...known.record, status: 'running', done }
    })
    const { signal } = known.abort
    const timer = setTimeout(() => known.abort.abort(tooLong), this.#limits.jobMs)
    try {
      const task: JobTask = { request, port: port2 }
      known.outcome = await this.#pool.run<JobOutcome>('runJob', task, {
        signal,
        transfer: [port2],
      })
      known.record = { ...known.record, status: 'finished', passed: known.outcome.passed }
    } catch (error) {
      const wasCancelled = signal.aborted && signal.reason !== tooLong
      known.record = wasCancelled
        ? { ...known.record, status: 'cancelled' }
        : { ...known.record, status: 'failed', problem: this.#problemOf(error, signal) }
    } finally {
      clearTimeout(timer)
      known.bytes = 0
      port1.close()
    }
  }

  #problemOf(error: unknown, signal: AbortSignal) {
    if (signal.aborted)
      return { code: 'E_LIMIT', detail: `the job took more than ${this.#limits.jobMs / 1_000} s` }
    if (isUserError(error)) return { code: error.code, detail: error.describe() }
    const isFull = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    return isFull
      ? { code: 'E_LIMIT', detail: 'the job needed more memory than its thread has' }
      : { code: 'E_BUG', detail: 'the job ended by a mistake of ours' }
  }
}

const tooLong = Symbol('too long')

export function isOver({ status }: JobRecord): boolean {
  return status !== 'queued' && status !== 'running'
}
