import type { MessagePort } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import { busy } from '../problems/problem.ts'
import { workerFile } from './worker-file.ts'
import { errorOf, type TaskResult } from './worker-messages.ts'

export interface TaskPoolSettings {
  /** Of the file that its threads load. */
  readonly file: string
  readonly threads: number
  /** Tasks that may wait for a thread. */
  readonly queueMax: number
  readonly memoryMegabytesMax: number
}

export interface TaskOptions {
  /** Ends the task, and its thread. */
  readonly signal?: AbortSignal
  readonly transfer?: readonly MessagePort[]
}

/** An idle thread is given back after so long. */
const idleMs = 30_000

/** Threads that do one task after the other; none before the first. */
export class TaskPool {
  readonly #settings: TaskPoolSettings
  #pool: Promise<Piscina> | undefined
  #isClosed = false

  constructor(settings: TaskPoolSettings) {
    this.#settings = settings
  }

  /** @throws UserError E_BUSY where as many wait as may; what the task is refused for */
  async run<T>(
    name: string,
    task: unknown,
    { signal, transfer = [] }: TaskOptions = {},
  ): Promise<T> {
    if (this.#isClosed) throw busy('the server stops', 10)
    this.#pool ??= this.#start()
    const pool = await this.#pool
    const { queueMax } = this.#settings
    if (pool.queueSize >= queueMax)
      throw busy(`${queueMax} tasks wait already, which is the most`, 10)
    const options = {
      name,
      transferList: [...transfer],
      ...(signal === undefined ? {} : { signal }),
    }
    const result = (await pool.run(task, options)) as TaskResult<T>
    if ('failure' in result) throw errorOf(result.failure)
    return result.value
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await (await this.#pool)?.destroy()
  }

  async #start(): Promise<Piscina> {
    const { Piscina } = await import('piscina')
    const { threads, queueMax, memoryMegabytesMax } = this.#settings
    const { file, workerData } = workerFile(this.#settings.file)
    return new Piscina({
      filename: file,
      workerData,
      minThreads: 0,
      maxThreads: threads,
      maxQueue: queueMax + 1,
      idleTimeout: idleMs,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax },
    })
  }
}
