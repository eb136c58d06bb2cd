import { makePod, podName, templateHash } from '../../../kubernetes/cluster/pods/workload-pods.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'
import { keyOf } from '../api/api-objects.ts'
import { isTerminating } from '../api/pod-control.ts'
import type { ControllerContext, WorkloadController } from './controller-context.ts'
import { scaled } from './rolling-update.ts'
import { WorkQueue } from './work-queue.ts'

/** A Pod of one number; undefined: it is still to be made. */
interface Replica {
  readonly ordinal: number
  readonly pod: InputPod | undefined
}

/** StatefulSets: numbered Pods, one after the other (pkg/controller/statefulset/stateful_set_control.go). */
export class StatefulSetController implements WorkloadController {
  readonly #context: ControllerContext
  readonly #queue: WorkQueue
  /** Of Pods that were there from the start: they are of the template that was there with them. */
  readonly #firstHash = new Map<string, string>()

  constructor(context: ControllerContext) {
    this.#context = context
    this.#queue = new WorkQueue(context.timeline, context.settings.workloadLagMs, (key) =>
      this.#sync(key),
    )
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty
  }

  apply(key: string): void {
    const set = this.#context.api.workloads.get(key)
    if (set !== undefined && !this.#firstHash.has(key)) this.#firstHash.set(key, revisionOf(set))
    this.#queue.add(key)
  }

  remove(key: string): void {
    for (const pod of this.#context.ownedPods.of(key).values())
      this.#context.podControl.delete(keyOf(pod))
  }

  podChanged(owner: string): void {
    const set = this.#context.api.workloads.get(owner)
    if (set?.kind !== 'StatefulSet') return
    this.#queue.add(owner)
    const { minReadySeconds } = set.spec
    if (minReadySeconds > 0)
      this.#context.timeline.after(minReadySeconds * 1_000, () => this.#queue.add(owner))
  }

  #sync(key: string): void {
    const set = this.#context.api.workloads.get(key)
    if (set === undefined) return
    const { replicas, ordinalsStart, podManagementPolicy, updateStrategy } = set.spec
    const byName = this.#context.ownedPods.of(key)
    const { namespace } = set.metadata
    const all = Array.from({ length: replicas }, (_, ordinal): Replica => {
      const pod = byName.get(`${namespace}/${podName(set, ordinal)}`)
      return { ordinal, pod }
    })
    const wanted = new Set(all.map(({ pod }) => pod))
    const condemned = [...byName.values()]
      .filter((pod) => !wanted.has(pod))
      .sort((one, other) => numberOf(other) - numberOf(one))
    const isOrdered = podManagementPolicy !== 'Parallel'
    if (!this.#grow(set, all, isOrdered)) return
    if (!this.#shrink(set, condemned, isOrdered)) return
    if (updateStrategy?.type === 'RollingUpdate') this.#update(key, set, all, ordinalsStart)
  }

  /** False: in order, one has to wait for another. */
  #grow(set: Workload, all: readonly Replica[], isOrdered: boolean): boolean {
    for (const { ordinal, pod } of all) {
      if (pod === undefined)
        this.#context.podControl.create(makePod(set, podName(set, ordinal), ordinal))
      if (isOrdered && !this.#isAvailable(set, pod)) return false
    }
    return true
  }

  #shrink(set: Workload, condemned: readonly InputPod[], isOrdered: boolean): boolean {
    const [first] = condemned
    if (first === undefined) return true
    for (const pod of isOrdered ? [first] : condemned) this.#context.podControl.delete(keyOf(pod))
    return !isOrdered && condemned.every((pod) => this.#isAvailable(set, pod))
  }

  /** From the highest number down to the partition, as many at a time as may be unavailable. */
  #update(key: string, set: Workload, all: readonly Replica[], start: number): void {
    const { partition = 0, maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {}
    const most = Math.max(1, scaled(maxUnavailable, all.length, Math.ceil))
    let room = most - all.filter(({ pod }) => !this.#isAvailable(set, pod)).length
    for (const { ordinal, pod } of [...all].reverse()) {
      if (room <= 0 || start + ordinal < partition) return
      if (pod === undefined || isTerminating(pod) || this.#isCurrent(key, set, pod)) continue
      this.#context.podControl.delete(keyOf(pod))
      room -= 1
    }
  }

  /** Pods of a dump carry hashes of another maker. */
  #isCurrent(key: string, set: Workload, pod: InputPod): boolean {
    const current = revisionOf(set)
    const own = pod.metadata.labels['controller-revision-hash']
    if (own === current) return true
    const isFirst = this.#context.ownedPods.readySince(pod) === Number.NEGATIVE_INFINITY
    return isFirst && this.#firstHash.get(key) === current
  }

  #isAvailable(set: Workload, pod: InputPod | undefined): boolean {
    if (pod === undefined || isTerminating(pod)) return false
    return this.#context.ownedPods.isAvailable(pod, set.spec.minReadySeconds)
  }
}

function revisionOf({ metadata, spec }: Workload): string {
  return `${metadata.name}-${templateHash(spec.template)}`
}

function numberOf({ metadata }: InputPod): number {
  return Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1))
}
