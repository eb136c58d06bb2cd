import { makePod, podName } from '../../../kubernetes/cluster/pods/workload-pods.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'
import { keyOf } from '../api/api-objects.ts'
import type { ControllerContext } from './controller-context.ts'
import { deletionOrder } from './deletion-order.ts'
import { isActive } from './owned-pods.ts'
import { WorkQueue } from './work-queue.ts'

/** A ReplicaSet (or ReplicationController): a Deployment's, or one of its own. */
export interface ReplicaSet {
  /** Whose Pods are its own: `ReplicaSet namespace/name`; several where a dump has another name for it. */
  readonly owners: Set<string>
  /** Has the template that its Pods are made from. */
  workload: Workload
  desired: number
  /** Numbers its Pods; one number is never used twice. */
  podsMade: number
}

/** Creates and deletes Pods until every ReplicaSet has as many as it shall have. */
export class ReplicaSets {
  readonly #context: ControllerContext
  readonly #queue: WorkQueue
  readonly #sets = new Map<string, ReplicaSet>()

  constructor(context: ControllerContext) {
    this.#context = context
    this.#queue = new WorkQueue(context.timeline, context.settings.workloadLagMs, (key) =>
      this.#sync(key),
    )
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty
  }

  /** Whose Pods these are; undefined: no ReplicaSet's. */
  ownedBy(owner: string): ReplicaSet | undefined {
    return this.#sets.get(owner)
  }

  add(set: ReplicaSet): void {
    for (const owner of set.owners) this.#sets.set(owner, set)
    this.wake(set)
  }

  remove(set: ReplicaSet): void {
    for (const owner of set.owners) this.#sets.delete(owner)
  }

  /** Has it look at its Pods. */
  wake({ owners }: ReplicaSet): void {
    for (const owner of owners) {
      this.#queue.add(owner)
      return
    }
  }

  /** All of its Pods, those that are being ended included. */
  podsOf({ owners }: ReplicaSet): readonly InputPod[] {
    const { ownedPods } = this.#context
    return [...owners].flatMap((owner) => [...ownedPods.of(owner).values()])
  }

  availableOf(set: ReplicaSet): number {
    const { minReadySeconds } = set.workload.spec
    return this.podsOf(set).filter(
      (pod) => isActive(pod) && this.#context.ownedPods.isAvailable(pod, minReadySeconds),
    ).length
  }

  #sync(owner: string): void {
    const set = this.#sets.get(owner)
    if (set === undefined) return
    const active = this.podsOf(set).filter(isActive)
    if (active.length < set.desired) this.#create(set, set.desired - active.length)
    else if (active.length > set.desired) this.#delete(active, active.length - set.desired)
  }

  #create(set: ReplicaSet, count: number): void {
    const { podControl } = this.#context
    const { namespace } = set.workload.metadata
    for (let created = 0; created < count; set.podsMade += 1) {
      const name = podName(set.workload, set.podsMade)
      if (podControl.isUsed(`${namespace}/${name}`)) continue
      podControl.create(makePod(set.workload, name, set.podsMade))
      created += 1
    }
  }

  #delete(active: readonly InputPod[], count: number): void {
    const { ownedPods, podControl, timeline } = this.#context
    const order = deletionOrder(active, (pod) => ownedPods.readySince(pod), timeline.nowMs())
    for (const pod of order.slice(0, count)) podControl.delete(keyOf(pod))
  }
}
