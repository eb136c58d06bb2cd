import { replicaSetName, templateHash } from '../../../kubernetes/cluster/pods/workload-pods.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'
import type { ControllerContext, WorkloadController } from './controller-context.ts'
import { proportionalSizes } from './proportional-scaling.ts'
import type { ReplicaSet, ReplicaSets } from './replica-sets.ts'
import { fenceposts, rollingUpdateStep } from './rolling-update.ts'
import { WorkQueue } from './work-queue.ts'

/** One ReplicaSet of a Deployment, with the sizes that its annotations keep. */
interface Revision extends ReplicaSet {
  readonly hash: string
  /** The Deployment's replicas, and those with maxSurge, when it was last sized. */
  replicasThen: number
  maxReplicasThen: number
}

/** Oldest first. */
interface DeploymentState {
  revisions: Revision[]
}

/** Deployments: one ReplicaSet a template, and how Pods move from the old ones to the newest (pkg/controller/deployment). */
export class DeploymentController implements WorkloadController {
  readonly #context: ControllerContext
  readonly #replicaSets: ReplicaSets
  readonly #queue: WorkQueue
  readonly #states = new Map<string, DeploymentState>()
  readonly #byOwner = new Map<string, string>()

  constructor(context: ControllerContext, replicaSets: ReplicaSets) {
    this.#context = context
    this.#replicaSets = replicaSets
    this.#queue = new WorkQueue(context.timeline, context.settings.workloadLagMs, (key) =>
      this.#sync(key),
    )
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty
  }

  apply(key: string): void {
    const workload = this.#context.api.workloads.get(key)
    if (workload === undefined) return
    const isNew = !this.#states.has(key)
    if (isNew) this.#states.set(key, { revisions: this.#adopt(key, workload) })
    this.#queue.add(key)
  }

  remove(key: string): void {
    const state = this.#states.get(key)
    this.#states.delete(key)
    for (const revision of state?.revisions ?? []) {
      this.#replicaSets.remove(revision)
      for (const { metadata } of this.#replicaSets.podsOf(revision))
        this.#context.podControl.delete(`${metadata.namespace}/${metadata.name}`)
    }
  }

  podChanged(owner: string): void {
    const key = this.#byOwner.get(owner)
    const set = this.#replicaSets.ownedBy(owner)
    if (key === undefined || set === undefined) return
    this.#replicaSets.wake(set)
    this.#queue.add(key)
    const { minReadySeconds } = set.workload.spec
    // Being available is no event: it is looked for when the time has come.
    if (minReadySeconds > 0)
      this.#context.timeline.after(minReadySeconds * 1_000, () => this.#queue.add(key))
  }

  /** Pods that were there before: those of a name that is not this template's are taken to be of this one. */
  #adopt(key: string, workload: Workload): Revision[] {
    const { metadata } = workload
    const own = ownerOf(workload)
    const prefix = `ReplicaSet ${metadata.namespace}/${metadata.name}-`
    const owners = [...this.#context.ownedPods.owners()].filter(
      (owner) => owner.startsWith(prefix) && !owner.slice(prefix.length).includes('-'),
    )
    const pods = [own, ...owners].reduce(
      (sum, owner) => sum + this.#context.ownedPods.of(owner).size,
      0,
    )
    if (pods === 0) return []
    return [this.#add(key, workload, new Set([own, ...owners]), workload.spec.replicas)]
  }

  #add(key: string, workload: Workload, owners: Set<string>, desired: number): Revision {
    const revision: Revision = {
      owners,
      workload,
      desired,
      podsMade: 0,
      hash: templateHash(workload.spec.template),
      ...sizesThen(workload),
    }
    for (const owner of owners) this.#byOwner.set(owner, key)
    this.#replicaSets.add(revision)
    return revision
  }

  #sync(key: string): void {
    const workload = this.#context.api.workloads.get(key)
    const state = this.#states.get(key)
    if (workload === undefined || state === undefined) return
    if (this.#isScaled(state, workload)) this.#scale(state, workload)
    else if (workload.spec.updateStrategy?.type === 'Recreate') this.#recreate(key, state, workload)
    else this.#roll(key, state, workload)
  }

  /** isScalingEvent: an active ReplicaSet was sized for another number of replicas. */
  #isScaled({ revisions }: DeploymentState, { spec }: Workload): boolean {
    return revisions.some(
      ({ desired, replicasThen }) => desired > 0 && replicasThen !== spec.replicas,
    )
  }

  #scale(state: DeploymentState, workload: Workload): void {
    const { replicas, updateStrategy } = workload.spec
    const active = state.revisions.filter(({ desired }) => desired > 0)
    const hash = templateHash(workload.spec.template)
    const newest = active.find((revision) => revision.hash === hash)
    const [only] = active
    if (active.length === 1 && only !== undefined) this.#resize(only, replicas, workload)
    else if (newest !== undefined && this.#isSaturated(newest, replicas))
      for (const old of active) this.#resize(old, old === newest ? replicas : 0, workload)
    else {
      const { maxSurge } = fenceposts(updateStrategy, replicas)
      const sets = active.map(({ desired, maxReplicasThen }) => ({
        desired,
        maxReplicasBefore: maxReplicasThen,
      }))
      const sizes = proportionalSizes(sets, replicas, maxSurge)
      for (const [index, revision] of active.entries())
        this.#resize(revision, sizes[index] ?? revision.desired, workload)
    }
    this.#queue.add(keyIn(workload))
  }

  #isSaturated(newest: Revision, replicas: number): boolean {
    return newest.desired === replicas && this.#replicaSets.availableOf(newest) === replicas
  }

  #roll(key: string, state: DeploymentState, workload: Workload): void {
    const { replicas, updateStrategy } = workload.spec
    const newest = this.#newest(key, state, workload)
    const old = state.revisions.filter((revision) => revision !== newest)
    const sizeOf = (revision: Revision) => ({
      desired: revision.desired,
      available: this.#replicaSets.availableOf(revision),
    })
    const step = rollingUpdateStep({
      replicas,
      fenceposts: fenceposts(updateStrategy, replicas),
      newest: sizeOf(newest),
      old: old.map(sizeOf),
    })
    const changes = [newest, ...old].filter((revision, index) =>
      this.#resize(revision, [step.newest, ...step.old][index] ?? revision.desired, workload),
    )
    if (changes.length > 0) this.#queue.add(key)
    else this.#forgetEmpty(state, newest)
  }

  /** deployment/recreate.go: nothing new until all that is old has ended. */
  #recreate(key: string, state: DeploymentState, workload: Workload): void {
    const hash = templateHash(workload.spec.template)
    const old = state.revisions.filter((revision) => revision.hash !== hash)
    const shrunk = old.filter((revision) => this.#resize(revision, 0, workload))
    if (shrunk.length > 0) return
    if (old.some((revision) => this.#replicaSets.podsOf(revision).length > 0)) return
    const newest = this.#newest(key, state, workload)
    this.#resize(newest, workload.spec.replicas, workload)
    this.#forgetEmpty(state, newest)
  }

  /** The ReplicaSet of the template as it is now; made where there is none yet. */
  #newest(key: string, state: DeploymentState, workload: Workload): Revision {
    const hash = templateHash(workload.spec.template)
    const known = state.revisions.find((revision) => revision.hash === hash)
    const newest = known ?? this.#add(key, workload, new Set([ownerOf(workload)]), 0)
    newest.workload = workload
    state.revisions = [...state.revisions.filter((revision) => revision !== newest), newest]
    return newest
  }

  /** True: it has another size now. */
  #resize(revision: Revision, desired: number, workload: Workload): boolean {
    const isOther = revision.desired !== desired
    revision.desired = desired
    Object.assign(revision, sizesThen(workload))
    if (isOther) this.#replicaSets.wake(revision)
    return isOther
  }

  /** Old ReplicaSets are kept for a rollback; those that have no Pods left need no looking after here. */
  #forgetEmpty(state: DeploymentState, newest: Revision): void {
    const isEmpty = (revision: Revision) =>
      revision !== newest &&
      revision.desired === 0 &&
      this.#replicaSets.podsOf(revision).length === 0
    if (state.revisions.length > revisionsKept)
      state.revisions = state.revisions.filter((revision) => !isEmpty(revision))
  }
}

/** revisionHistoryLimit */
const revisionsKept = 10

function sizesThen({ spec }: Workload) {
  const { maxSurge } = fenceposts(spec.updateStrategy, spec.replicas)
  return { replicasThen: spec.replicas, maxReplicasThen: spec.replicas + maxSurge }
}

function keyIn({ kind, metadata }: Workload): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`
}

function ownerOf(workload: Workload): string {
  return `ReplicaSet ${workload.metadata.namespace}/${replicaSetName(workload)}`
}
