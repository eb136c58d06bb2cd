import type { MessagePort } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { busy } from '../problems/problem.ts'
import type { RunOutcome, RunRequest, ScenarioTexts } from '../runs/run-request.ts'
import type { PlayRunTask, ScenarioFacts, TaskResult } from './run-worker.ts'
import { workerFile } from './worker-file.ts'
import { errorOf } from './worker-messages.ts'

export interface RunPoolSettings {
  readonly threads: number
  /** Runs that may wait for a thread. */
  readonly queueMax: number
  readonly memoryMegabytesMax: number
}

/** An idle thread is given back after so long. */
const idleMs = 30_000

/** The threads that play runs; none before the first. */
export class RunPool {
  readonly #settings: RunPoolSettings
  #runs: Promise<Piscina> | undefined
  /** Its own: nobody who sends a scenario waits for a run that is paused. */
  #checks: Promise<Piscina> | undefined
  #isClosed = false

  constructor(settings: RunPoolSettings) {
    this.#settings = settings
  }

  /** @throws UserError E_BUSY where as many wait as may; what the scenario is refused for */
  async play(request: RunRequest, port: MessagePort, signal: AbortSignal): Promise<RunOutcome> {
    this.#runs ??= this.#start(this.#settings.threads)
    const task: PlayRunTask = { request, port }
    return this.#run<RunOutcome>(this.#runs, 'playRun', task, signal, [port])
  }

  /** @throws UserError what the scenario is refused for */
  async check(scenario: ScenarioTexts): Promise<ScenarioFacts> {
    this.#checks ??= this.#start(1)
    return this.#run<ScenarioFacts>(this.#checks, 'checkScenario', scenario)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([this.#runs, this.#checks].map(async (pool) => (await pool)?.destroy()))
  }

  async #run<T>(
    starting: Promise<Piscina>,
    name: string,
    task: unknown,
    signal?: AbortSignal,
    transferList: MessagePort[] = [],
  ): Promise<T> {
    if (this.#isClosed) throw busy('the server stops', 10)
    const pool = await starting
    if (pool.queueSize >= this.#settings.queueMax)
      throw busy(`${this.#settings.queueMax} tasks wait already, which is the most`, 10)
    const options = { name, transferList, ...(signal === undefined ? {} : { signal }) }
    const result = (await pool.run(task, options)) as TaskResult<T>
    if ('failure' in result) throw errorOf(result.failure)
    return result.value
  }

  async #start(threads: number): Promise<Piscina> {
    const { Piscina } = await import('piscina')
    const { file, workerData } = workerFile('run-worker')
    return new Piscina({
      filename: file,
      workerData,
      minThreads: 0,
      maxThreads: threads,
      maxQueue: this.#settings.queueMax + 1,
      idleTimeout: idleMs,
      // Threads are for playing, not for sharing: a paused run keeps its own.
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: this.#settings.memoryMegabytesMax },
    })
  }
}
