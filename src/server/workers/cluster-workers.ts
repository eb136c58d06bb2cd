import { Worker } from 'node:worker_threads'
import type { LaboratoryAnswer, LaboratoryRequest } from '../laboratory/laboratory-request.ts'
import { busy } from '../problems/problem.ts'
import type { ClusterWorkerReply } from './cluster-worker.ts'
import { workerFile } from './worker-file.ts'
import { errorOf } from './worker-messages.ts'

export interface ClusterWorkersSettings {
  /** Threads at most; each is started when it is first needed. */
  readonly threads: number
  /** Requests that may wait at one thread. */
  readonly queueMax: number
  readonly timeoutMs: number
  /** Of one thread's JavaScript. */
  readonly memoryMegabytesMax: number
}

/** Small, so that what short-lived garbage costs comes as many pauses of a third of a millisecond, not as a few of five. */
const maxYoungGenerationSizeMb = 4

interface Pending {
  readonly resolve: (answer: LaboratoryAnswer) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** Told when a thread ended, and why. */
export type OnGone = (thread: ClusterThread, error: unknown) => void

/** One of the threads that hold clusters. */
export class ClusterThread {
  readonly #worker: Worker
  readonly #settings: ClusterWorkersSettings
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #isGone = false
  clusters = 0

  constructor(settings: ClusterWorkersSettings, onGone: OnGone) {
    this.#settings = settings
    const { file, workerData } = workerFile('cluster-worker')
    this.#worker = new Worker(file, {
      workerData,
      resourceLimits: {
        maxOldGenerationSizeMb: settings.memoryMegabytesMax,
        maxYoungGenerationSizeMb,
      },
    })
    this.#worker.on('message', (reply: ClusterWorkerReply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#end(error, onGone))
    this.#worker.on('exit', () => this.#end(new Error('the thread ended'), onGone))
  }

  get isGone(): boolean {
    return this.#isGone
  }

  get waiting(): number {
    return this.#pending.size
  }

  /** @throws UserError what the laboratory refuses; E_BUSY where too many wait, or it took too long */
  ask(request: LaboratoryRequest): Promise<LaboratoryAnswer> {
    const { queueMax, timeoutMs } = this.#settings
    if (this.#isGone) return Promise.reject(gone())
    if (this.#pending.size >= queueMax)
      return Promise.reject(busy(`${queueMax} requests wait for this cluster already`, 1))
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      // A thread that hangs cannot be asked to stop: it is ended, and its clusters with it.
      const timer = setTimeout(() => void this.close(), timeoutMs)
      this.#pending.set(id, { resolve, reject, timer })
      this.#worker.postMessage({ id, request })
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #settle(reply: ClusterWorkerReply): void {
    const pending = this.#pending.get(reply.id)
    if (pending === undefined) return
    this.#pending.delete(reply.id)
    clearTimeout(pending.timer)
    if ('answer' in reply) pending.resolve(reply.answer)
    else pending.reject(errorOf(reply.failure))
  }

  #end(error: unknown, onGone: OnGone): void {
    if (this.#isGone) return
    this.#isGone = true
    const isFull = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer)
      reject(isFull ? outOfMemory(this.#settings.memoryMegabytesMax) : gone())
    }
    this.#pending.clear()
    onGone(this, error)
  }
}

/** The threads that hold clusters: a new cluster goes to the one that holds fewest. */
export class ClusterWorkers {
  readonly #settings: ClusterWorkersSettings
  readonly #onGone: OnGone
  #threads: readonly ClusterThread[] = []

  constructor(settings: ClusterWorkersSettings, onGone: OnGone) {
    this.#settings = settings
    this.#onGone = onGone
  }

  /** The thread for one more cluster. */
  choose(): ClusterThread {
    const free = this.#threads.find(({ clusters }) => clusters === 0)
    if (free !== undefined) return free
    if (this.#threads.length < this.#settings.threads) {
      const thread = new ClusterThread(this.#settings, (one, error) => this.#drop(one, error))
      this.#threads = [...this.#threads, thread]
      return thread
    }
    return this.#threads.reduce((best, one) =>
      one.waiting < best.waiting || (one.waiting === best.waiting && one.clusters < best.clusters)
        ? one
        : best,
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  #drop(thread: ClusterThread, error: unknown): void {
    this.#threads = this.#threads.filter((one) => one !== thread)
    this.#onGone(thread, error)
  }
}

function gone() {
  return busy('the thread that held this cluster ended before it could answer', 1)
}

function outOfMemory(megabytes: number) {
  return busy(`the thread that held this cluster needed more than its ${megabytes} MB`, 1)
}
