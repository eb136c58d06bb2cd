import { isWorkload } from '../../../kubernetes/cluster/input-parts.ts'
import type { WorkloadKind } from '../../../kubernetes/objects/workload.ts'
import type { ApiChange } from '../api/api-objects.ts'
import { workloadKey } from '../api/api-objects.ts'
import type { ControllerContext, WorkloadController } from './controller-context.ts'
import { DaemonSetController } from './daemon-set-controller.ts'
import { DeploymentController } from './deployment-controller.ts'
import { ownerKeyOf } from './owned-pods.ts'
import { ReplicaSetController } from './replica-set-controller.ts'
import { ReplicaSets } from './replica-sets.ts'
import { StatefulSetController } from './stateful-set-controller.ts'

/** The controllers of everything that makes Pods. */
export class WorkloadControllers {
  readonly #context: ControllerContext
  readonly #replicaSets: ReplicaSets
  readonly #deployments: DeploymentController
  readonly #statefulSets: StatefulSetController
  readonly #daemonSets: DaemonSetController
  readonly #byKind: Readonly<Record<WorkloadKind, WorkloadController>>

  constructor(context: ControllerContext) {
    this.#context = context
    this.#replicaSets = new ReplicaSets(context)
    this.#deployments = new DeploymentController(context, this.#replicaSets)
    this.#statefulSets = new StatefulSetController(context)
    this.#daemonSets = new DaemonSetController(context)
    const replicaSets = new ReplicaSetController(context, this.#replicaSets)
    this.#byKind = {
      Deployment: this.#deployments,
      StatefulSet: this.#statefulSets,
      DaemonSet: this.#daemonSets,
      ReplicaSet: replicaSets,
      ReplicationController: replicaSets,
    }
  }

  /** Takes over the workloads that are there, and listens from now on. */
  start(): void {
    for (const [key, { kind }] of this.#context.api.workloads) this.#byKind[kind].apply(key)
    this.#context.api.watch((change) => this.#observe(change))
  }

  /** No controller has anything to do that it knows of. */
  get isIdle(): boolean {
    return [this.#replicaSets, this.#deployments, this.#statefulSets, this.#daemonSets].every(
      ({ isIdle }) => isIdle,
    )
  }

  #observe({ before, after }: ApiChange): void {
    const object = after ?? before
    if (object === undefined) return
    if (object.kind === 'Pod') {
      const owner = ownerKeyOf(object)
      if (owner !== undefined) this.#podChanged(owner)
    } else if (object.kind === 'Node') this.#daemonSets.nodesChanged()
    else if (isWorkload(object)) {
      const controller = this.#byKind[object.kind]
      if (after === undefined) controller.remove(workloadKey(object))
      else controller.apply(workloadKey(object))
    }
  }

  #podChanged(owner: string): void {
    for (const controller of new Set(Object.values(this.#byKind))) controller.podChanged(owner)
  }
}
