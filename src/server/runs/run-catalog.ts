import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { isUserError, UserError } from '../../base/user-error.ts'
import type { RunResult } from '../../simulation/results/run-result.ts'
import type { RunControl, RunProgress, RunStreamEvent } from '../messages.ts'
import type { ProxyMetrics } from '../metrics/proxy-metrics.ts'
import { busy } from '../problems/problem.ts'
import type { ServerLimits } from '../server-settings.ts'
import type { Topics } from '../sockets/topics.ts'
import type { Store } from '../store/store.ts'
import type { RunPool } from '../workers/run-pool.ts'
import type { RunCommand, RunReport, RunRequest } from './run-request.ts'

/** A run, as the API shows it. */
export interface RunRecord {
  readonly run: string
  readonly scenario: string
  readonly seed?: number
  readonly progress: RunProgress
  /** Why it failed. */
  readonly problem?: { readonly code: string; readonly detail: string }
  readonly passed?: boolean
  readonly notes: readonly string[]
}

interface KnownRun {
  record: RunRecord
  results: readonly RunResult[] | undefined
  /** Undefined: it is over. */
  readonly live: { readonly port: MessagePort; readonly abort: AbortController } | undefined
  /** Called at every change. */
  readonly watchers: Set<() => void>
}

const over = ['finished', 'failed', 'cancelled']

export function isOver({ progress }: RunRecord): boolean {
  return over.includes(progress.status)
}

/** Every run by its id: queued, played, over. */
export class RunCatalog {
  readonly #runs = new Map<string, KnownRun>()
  readonly #pool: RunPool
  readonly #store: Store
  readonly #topics: Topics
  readonly #limits: ServerLimits
  readonly #metrics: Pick<ProxyMetrics, 'note' | 'forget'>
  #lastId = 0

  constructor(
    pool: RunPool,
    store: Store,
    topics: Topics,
    limits: ServerLimits,
    metrics: Pick<ProxyMetrics, 'note' | 'forget'>,
  ) {
    this.#pool = pool
    this.#store = store
    this.#topics = topics
    this.#limits = limits
    this.#metrics = metrics
    for (const { run, text } of store.runs()) {
      const { results, ...record } = JSON.parse(text) as RunRecord & { results: RunResult[] }
      this.#runs.set(run, { record, results, live: undefined, watchers: new Set() })
      this.#lastId = Math.max(this.#lastId, Number(run.slice('run-'.length)))
      this.#topics.open({ kind: 'run', run })
    }
  }

  list(): readonly RunRecord[] {
    return [...this.#runs.values()].map(({ record }) => record)
  }

  /** @throws UserError E_UNKNOWN_OBJECT */
  get(run: string): RunRecord {
    return this.#known(run).record
  }

  /** Undefined: it is not over, or did not finish. */
  resultsOf(run: string): readonly RunResult[] | undefined {
    return this.#known(run).results
  }

  /** @throws UserError E_BUSY */
  start(request: RunRequest): RunRecord {
    this.#makeRoom()
    this.#lastId += 1
    const run = `run-${this.#lastId}`
    const channel = new MessageChannel()
    const abort = new AbortController()
    const known: KnownRun = {
      record: {
        run,
        scenario: request.scenario.name,
        ...(request.seed === undefined ? {} : { seed: request.seed }),
        progress: { status: 'queued', nowMs: 0, endMs: 0, events: 0 },
        notes: [],
      },
      results: undefined,
      live: { port: channel.port1, abort },
      watchers: new Set(),
    }
    this.#runs.set(run, known)
    this.#topics.open({ kind: 'run', run })
    channel.port1.on('message', (report: RunReport) => this.#note(known, channel.port1, report))
    void this.#play(known, request, channel.port2, abort.signal)
    return known.record
  }

  /** @throws UserError E_UNKNOWN_OBJECT, E_CONFLICT where it is over */
  control({ run, ...command }: RunControl): void {
    const { live, record } = this.#known(run)
    if (live === undefined || isOver(record))
      throw new UserError('E_CONFLICT', `${run} is over (${record.progress.status})`)
    live.port.postMessage(command satisfies RunCommand)
  }

  /** Ends it where it is not over, and forgets it. */
  async delete(run: string): Promise<void> {
    const known = this.#known(run)
    await this.#store.deleteRun(run)
    known.live?.abort.abort()
    this.#forget(run, 'the run was deleted')
  }

  /** Resolves at the next change of the run. */
  nextChange(run: string): Promise<void> {
    const known = this.#runs.get(run)
    if (known === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const watcher = () => {
        known.watchers.delete(watcher)
        resolve()
      }
      known.watchers.add(watcher)
    })
  }

  /** Every run that is not over is told to stop. */
  close(): void {
    for (const known of this.#runs.values()) {
      if (!isOver(known.record)) this.#setStatus(known, 'cancelled')
      known.live?.abort.abort()
      for (const watcher of known.watchers) watcher()
    }
  }

  #known(run: string): KnownRun {
    const known = this.#runs.get(run)
    if (known === undefined) throw new UserError('E_UNKNOWN_OBJECT', `no run "${run}"`)
    return known
  }

  /** The oldest that are over make room; where none is, there is none. */
  #makeRoom(): void {
    const { runsKept, runsQueued } = this.#limits
    const waiting = this.list().filter(({ progress }) => progress.status === 'queued').length
    if (waiting >= runsQueued) throw busy(`${runsQueued} runs wait already, which is the most`, 10)
    if (this.#runs.size < runsKept) return
    const oldest = this.list().find(isOver)
    if (oldest === undefined) throw busy(`${runsKept} runs are there, which is the most`, 10)
    void this.#store.deleteRun(oldest.run).catch(() => {})
    this.#forget(oldest.run, 'the run made room for others')
  }

  #forget(run: string, reason: string): void {
    const known = this.#runs.get(run)
    this.#runs.delete(run)
    this.#topics.close({ kind: 'run', run }, reason)
    this.#metrics.forget(run)
    for (const watcher of known?.watchers ?? []) watcher()
  }

  async #play(
    known: KnownRun,
    request: RunRequest,
    port: MessagePort,
    signal: AbortSignal,
  ): Promise<void> {
    const { run } = known.record
    try {
      const { results, notes } = await this.#pool.play(request, port, signal)
      known.results = results
      const passed = results.every((result) => result.passed)
      known.record = { ...known.record, passed, notes }
      await this.#keep(known)
      this.#setStatus(known, 'finished')
    } catch (error) {
      if (!signal.aborted) known.record = { ...known.record, problem: problemOf(error) }
      this.#setStatus(known, signal.aborted ? 'cancelled' : 'failed')
    } finally {
      known.live?.port.close()
      if (!this.#runs.has(run)) known.results = undefined
    }
  }

  /** What cannot be kept is finished all the same, and says so. */
  async #keep(known: KnownRun): Promise<void> {
    const { record, results } = known
    const progress: RunProgress = { ...record.progress, status: 'finished' }
    try {
      const text = JSON.stringify({ ...record, progress, results })
      await this.#store.putRun({ run: record.run, text })
    } catch (error) {
      if (!isUserError(error)) throw error
      known.record = { ...known.record, notes: [...record.notes, error.message] }
    }
  }

  #note(known: KnownRun, port: MessagePort, report: RunReport): void {
    const { run, progress: before } = known.record
    if (!this.#runs.has(run)) return
    if (report.kind === 'events') {
      this.#topics.append({ kind: 'run', run }, report.texts)
      for (const text of report.texts) {
        if (!text.startsWith('{"kind":"sync-done"')) continue
        const event = JSON.parse(text) as RunStreamEvent & { kind: 'sync-done' }
        this.#metrics.note({ ...event, cluster: run, lines: event.lines ?? 0 })
      }
      port.postMessage({ kind: 'taken', events: report.texts.length } satisfies RunCommand)
    }
    known.record = { ...known.record, progress: report.progress }
    const { status, speed } = report.progress
    if (before.status !== status || before.speed !== speed) this.#tellState(known)
    for (const watcher of known.watchers) watcher()
  }

  #setStatus(known: KnownRun, status: RunProgress['status']): void {
    known.record = { ...known.record, progress: { ...known.record.progress, status } }
    this.#tellState(known)
    for (const watcher of known.watchers) watcher()
  }

  #tellState({ record: { run, progress } }: KnownRun): void {
    const event: RunStreamEvent = { kind: 'run-state', atMs: progress.nowMs, state: progress }
    this.#topics.append({ kind: 'run', run }, [JSON.stringify(event)])
  }
}

function problemOf(error: unknown): { readonly code: string; readonly detail: string } {
  if (isUserError(error)) return { code: error.code, detail: error.describe() }
  const isFull = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isFull
    ? { code: 'E_LIMIT', detail: 'the run needed more memory than its thread has' }
    : { code: 'E_BUG', detail: 'the run ended by a mistake of ours' }
}
