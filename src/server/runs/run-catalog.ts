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
import {
  isOver,
  type KnownRun,
  keptRun,
  newRun,
  type RunRecord,
  runProblemOf,
} from './run-record.ts'
import type { RunCommand, RunPosition, RunReport, RunRequest } from './run-request.ts'
import { whoGivesWay } from './run-turns.ts'

/** Every run by its id: queued, played, over. */
export class RunCatalog {
  readonly #runs = new Map<string, KnownRun>()
  readonly #pool: RunPool
  readonly #store: Store
  readonly #topics: Topics
  readonly #limits: ServerLimits
  readonly #metrics: Pick<ProxyMetrics, 'note' | 'forget'>
  readonly #nowMs: () => number
  #lastId = 0

  constructor(
    pool: RunPool,
    store: Store,
    topics: Topics,
    limits: ServerLimits,
    metrics: Pick<ProxyMetrics, 'note' | 'forget'>,
    nowMs: () => number,
  ) {
    this.#pool = pool
    this.#store = store
    this.#topics = topics
    this.#limits = limits
    this.#metrics = metrics
    this.#nowMs = nowMs
    for (const { run, text } of store.runs()) {
      const { results, ...record } = JSON.parse(text) as RunRecord & { results: RunResult[] }
      this.#runs.set(run, keptRun(record, results))
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
    const known = newRun(run, request, this.#nowMs())
    this.#runs.set(run, known)
    this.#topics.open({ kind: 'run', run })
    this.#enqueue(known, request)
    return known.record
  }

  /** @throws UserError E_UNKNOWN_OBJECT, E_CONFLICT where it is over */
  control({ run, ...command }: RunControl): void {
    const known = this.#known(run)
    const { record, request } = known
    if (request === undefined || isOver(record))
      throw new UserError('E_CONFLICT', `${run} is over (${record.progress.status})`)
    if (known.live === undefined) {
      this.#refuseQueue()
      this.#enqueue(known, request)
      this.#setStatus(known, 'queued')
    }
    known.sinceMs = this.#nowMs()
    known.toldSince?.push(command)
    known.live?.port.postMessage(command satisfies RunCommand)
  }

  /** Where runs wait for threads, asks those that had theirs for a turn to give way (run-turns.ts). */
  relieve(): void {
    const all = [...this.#runs.values()].filter(({ live }) => live !== undefined)
    const waiting = all.filter(({ record }) => record.progress.status === 'queued').length
    const taking = all.map(({ record, sinceMs }) => ({ ...record, sinceMs }))
    const turn = { nowMs: this.#nowMs(), turnMs: this.#limits.runTurnMs }
    for (const run of whoGivesWay(taking, waiting, turn)) {
      const known = this.#known(run)
      known.toldSince = []
      known.live?.port.postMessage({ kind: 'give-way' } satisfies RunCommand)
    }
  }

  /** Ends it where it is not over, and forgets it. */
  async delete(run: string): Promise<void> {
    const known = this.#known(run)
    await this.#store.deleteRun(run)
    known.live?.abort.abort()
    this.#forget(run, 'the run was deleted')
  }

  /** Resolves at the next change of the run, or when nobody waits for it any more. */
  nextChange(run: string, signal?: AbortSignal): Promise<void> {
    const known = this.#runs.get(run)
    if (known === undefined || signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const watcher = () => {
        known.watchers.delete(watcher)
        signal?.removeEventListener('abort', watcher)
        resolve()
      }
      known.watchers.add(watcher)
      signal?.addEventListener('abort', watcher)
    })
  }

  /** How many wait for a change of a run. */
  watching(run: string): number {
    return this.#known(run).watchers.size
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
    const { runsKept } = this.#limits
    this.#refuseQueue()
    if (this.#runs.size < runsKept) return
    const oldest = this.list().find(isOver) ?? this.#abandoned()
    if (oldest === undefined) throw busy(`${runsKept} runs are there, which is the most`, 10)
    void this.#store.deleteRun(oldest.run).catch(() => {})
    this.#known(oldest.run).live?.abort.abort()
    this.#forget(oldest.run, 'the run made room for others')
  }

  #refuseQueue(): void {
    const { runsQueued } = this.#limits
    const waiting = this.list().filter(({ progress }) => progress.status === 'queued').length
    if (waiting >= runsQueued) throw busy(`${runsQueued} runs wait already, which is the most`, 10)
  }

  /** One that is paused, and that nobody told anything for long. */
  #abandoned(): RunRecord | undefined {
    const untilMs = this.#nowMs() - this.#limits.runPausedMs
    const all = [...this.#runs.values()]
    return all.find(
      ({ record, sinceMs }) => record.progress.status === 'paused' && sinceMs <= untilMs,
    )?.record
  }

  #enqueue(known: KnownRun, request: RunRequest): MessagePort {
    const { port1, port2 } = new MessageChannel()
    const abort = new AbortController()
    known.live = { port: port1, abort }
    known.toldSince = undefined
    port1.on('message', (report: RunReport) => this.#note(known, port1, report))
    void this.#play(known, request, port2, abort.signal).finally(() => port1.close())
    return port1
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
    try {
      const { results, notes, gaveWay } = await this.#pool.play(request, port, signal)
      if (gaveWay !== undefined) {
        this.#giveWay(known, request, gaveWay)
        return
      }
      known.results = results
      const passed = results.every((result) => result.passed)
      known.record = { ...known.record, passed, notes }
      await this.#keep(known)
      this.#end(known, 'finished')
    } catch (error) {
      if (!signal.aborted) known.record = { ...known.record, problem: runProblemOf(error) }
      this.#end(known, signal.aborted ? 'cancelled' : 'failed')
    }
  }

  /** A paused one waits for a word, without a thread; one at a speed for its next turn. */
  #giveWay(known: KnownRun, request: RunRequest, from: RunPosition): void {
    const { speed: _, ...rest } = request
    const { paused, speed } = from
    const next = { ...rest, paused, from, ...(speed === undefined ? {} : { speed }) }
    // It took no word any more after the one that made it give way.
    const told = known.toldSince ?? []
    known.request = next
    known.live = undefined
    if (isOver(known.record) || (paused && told.length === 0)) return
    const port = this.#enqueue(known, next)
    for (const command of told) port.postMessage(command)
    this.#setStatus(known, 'queued')
  }

  #end(known: KnownRun, status: 'finished' | 'failed' | 'cancelled'): void {
    known.request = undefined
    known.live = undefined
    this.#setStatus(known, status)
    if (!this.#runs.has(known.record.run)) known.results = undefined
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
    if (before.status === 'queued') known.sinceMs = this.#nowMs()
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
