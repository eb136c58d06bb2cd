import { UserError } from '../base/user-error.ts'
import { syncAfterMs } from './laboratory/change-timing.ts'
import type {
  ClusterChange,
  ClusterSettings,
  LaboratoryAnswer,
  LaboratoryRequest,
} from './laboratory/laboratory-request.ts'
import type { ClusterStreamEvent } from './messages.ts'
import type { ProxyMetrics } from './metrics/proxy-metrics.ts'
import { ServerProblem } from './problems/problem.ts'
import type { ServerLimits } from './server-settings.ts'
import type { Topics } from './sockets/topics.ts'
import type { Store } from './store/store.ts'
import type { ClusterThread, ClusterWorkers } from './workers/cluster-workers.ts'

/** A request to one cluster, without its name. */
export type ClusterQuestion = LaboratoryRequest extends infer Request
  ? Request extends { readonly cluster: string }
    ? Omit<Request, 'cluster'>
    : never
  : never

export interface KnownCluster {
  readonly name: string
  readonly settings: ClusterSettings
  /** Goes up whenever its rules may be others. */
  version: number
  /** Undefined: it has to be made again from the store before somebody can ask it something. */
  thread: ClusterThread | undefined
  /** Changes one after the other. */
  last: Promise<unknown>
  changeCount: number
}

/** More are not kept: the store's index has a line for each. */
const changesMax = 5_000

/** Every cluster by name: which thread holds it, what is kept of it, who hears of it. */
export class ClusterCatalog {
  readonly #clusters = new Map<string, KnownCluster>()
  readonly #making = new Set<string>()
  readonly #workers: ClusterWorkers
  readonly #store: Store
  readonly #topics: Topics
  readonly #limits: ServerLimits
  readonly #keeps: boolean
  readonly #metrics: Pick<ProxyMetrics, 'note' | 'forget'>

  constructor(
    workers: ClusterWorkers,
    store: Store,
    topics: Topics,
    limits: ServerLimits,
    keeps: boolean,
    metrics: Pick<ProxyMetrics, 'note' | 'forget'>,
  ) {
    this.#metrics = metrics
    this.#workers = workers
    this.#store = store
    this.#topics = topics
    this.#limits = limits
    this.#keeps = keeps
    for (const { name, settings, changeCount } of store.clusters())
      this.#add({
        name,
        settings,
        version: 1,
        thread: undefined,
        last: Promise.resolve(),
        changeCount,
      })
  }

  names(): readonly string[] {
    return [...this.#clusters.keys()].sort()
  }

  /** @throws UserError E_UNKNOWN_OBJECT */
  get(name: string): KnownCluster {
    const known = this.#clusters.get(name)
    if (known !== undefined) return known
    const names = this.names()
    const hint = names.length === 0 ? '' : `; there are: ${names.slice(0, 5).join(', ')}`
    throw new UserError('E_UNKNOWN_OBJECT', `no cluster "${name}"${hint}`)
  }

  /** Answers the new cluster's summary. @throws UserError E_CONFLICT, E_LIMIT, what the manifests are refused for */
  async make(
    name: string,
    settings: ClusterSettings,
    first: ClusterChange,
  ): Promise<LaboratoryAnswer> {
    if (this.#clusters.has(name) || this.#making.has(name))
      throw new UserError('E_CONFLICT', `there is a cluster "${name}" already`)
    const { clusters } = this.#limits
    if (this.#clusters.size + this.#making.size >= clusters)
      throw new ServerProblem(
        409,
        'E_LIMIT',
        `${clusters} clusters are there, which is the most: delete one first`,
      )
    this.#making.add(name)
    const thread = this.#workers.choose()
    thread.clusters += 1
    try {
      const answer = await thread.ask({ kind: 'make', cluster: name, settings, changes: [first] })
      await this.#store.putCluster(name, settings, first)
      this.#add({ name, settings, version: 1, thread, last: Promise.resolve(), changeCount: 1 })
      return answer
    } catch (error) {
      thread.clusters -= 1
      if (!thread.isGone) void thread.ask({ kind: 'forget', cluster: name }).catch(() => {})
      throw error
    } finally {
      this.#making.delete(name)
    }
  }

  async ask(name: string, question: ClusterQuestion): Promise<LaboratoryAnswer> {
    const known = this.get(name)
    const thread = known.thread ?? (await this.#inOrder(known, () => this.#wake(known)))
    const answer = await thread.ask({ ...question, cluster: name } as LaboratoryRequest)
    if (question.kind === 'open' || question.kind === 'advance') known.version += 1
    this.#tell(name, answer.events)
    return answer
  }

  /** Works the change out, keeps it, then makes it: what was answered is never lost, what was not, never half done. */
  change(name: string, change: ClusterChange): Promise<LaboratoryAnswer> {
    const known = this.get(name)
    return this.#inOrder(known, async () => {
      if (known.changeCount >= changesMax)
        throw new UserError(
          'E_LIMIT',
          `cluster "${name}" has seen ${changesMax} changes, which is the most`,
        )
      const thread = known.thread ?? (await this.#wake(known))
      await thread.ask({ kind: 'prepare', cluster: name, change })
      await this.#store.addChange(name, change)
      known.changeCount += 1
      known.version += 1
      const answer = await thread.ask({ kind: 'commit', cluster: name })
      this.#tell(name, answer.events)
      return answer
    })
  }

  delete(name: string): Promise<void> {
    const known = this.get(name)
    return this.#inOrder(known, async () => {
      await this.#store.deleteCluster(name)
      this.#remove(known, 'the cluster was deleted')
      const { thread } = known
      if (thread === undefined || thread.isGone) return
      thread.clusters -= 1
      await thread.ask({ kind: 'forget', cluster: name }).catch(() => {})
    })
  }

  /** Its clusters are made again from the store when they are asked for; without one they are lost. */
  threadGone(thread: ClusterThread): void {
    for (const known of this.#clusters.values()) {
      if (known.thread !== thread) continue
      known.thread = undefined
      known.version += 1
      if (!this.#keeps) this.#remove(known, 'the thread that held the cluster ended')
    }
  }

  #tell(cluster: string, events: readonly string[]): void {
    this.#topics.append({ kind: 'cluster', cluster }, events)
    for (const text of events) {
      const event = JSON.parse(text) as ClusterStreamEvent
      // A cluster that is kept stands still between changes: its syncs take no virtual time.
      if (event.kind === 'sync-done')
        this.#metrics.note({ ...event, cluster, waitedMs: syncAfterMs, tookMs: 0 })
    }
  }

  #add(known: KnownCluster): void {
    this.#clusters.set(known.name, known)
    this.#topics.open({ kind: 'cluster', cluster: known.name })
  }

  #remove({ name }: KnownCluster, reason: string): void {
    this.#clusters.delete(name)
    this.#topics.close({ kind: 'cluster', cluster: name }, reason)
    this.#metrics.forget(name)
  }

  async #wake(known: KnownCluster): Promise<ClusterThread> {
    if (known.thread !== undefined) return known.thread
    const { name, settings } = known
    const changes = await this.#store.changes(name)
    const thread = this.#workers.choose()
    thread.clusters += 1
    try {
      await thread.ask({ kind: 'make', cluster: name, settings, changes })
    } catch (error) {
      thread.clusters -= 1
      throw error
    }
    known.thread = thread
    return thread
  }

  #inOrder<T>(known: KnownCluster, work: () => Promise<T>): Promise<T> {
    const next = known.last.then(work, work)
    known.last = next.catch(() => {})
    return next
  }
}
