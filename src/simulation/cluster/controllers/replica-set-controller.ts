import type { ControllerContext, WorkloadController } from './controller-context.ts'
import type { ReplicaSet, ReplicaSets } from './replica-sets.ts'

/** ReplicaSets and ReplicationControllers that no Deployment made. */
export class ReplicaSetController implements WorkloadController {
  readonly #context: ControllerContext
  readonly #replicaSets: ReplicaSets
  readonly #own = new Map<string, ReplicaSet>()

  constructor(context: ControllerContext, replicaSets: ReplicaSets) {
    this.#context = context
    this.#replicaSets = replicaSets
  }

  apply(key: string): void {
    const workload = this.#context.api.workloads.get(key)
    if (workload === undefined) return
    const known = this.#own.get(key)
    const { replicas } = workload.spec
    if (known === undefined) {
      const set = { owners: new Set([key]), workload, desired: replicas, podsMade: 0 }
      this.#own.set(key, set)
      this.#replicaSets.add(set)
      return
    }
    // A new template changes nothing for the Pods that it has.
    known.workload = workload
    known.desired = replicas
    this.#replicaSets.wake(known)
  }

  remove(key: string): void {
    const set = this.#own.get(key)
    if (set === undefined) return
    this.#own.delete(key)
    this.#replicaSets.remove(set)
    for (const pod of this.#replicaSets.podsOf(set))
      this.#context.podControl.delete(`${pod.metadata.namespace}/${pod.metadata.name}`)
  }

  podChanged(owner: string): void {
    const set = this.#own.get(owner)
    if (set !== undefined) this.#replicaSets.wake(set)
  }
}
