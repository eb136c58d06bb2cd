import type { Timeline } from '../../../base/timeline.ts'
import type { ApiObjects } from '../api/api-objects.ts'
import type { PodControl } from '../api/pod-control.ts'
import type { ControllerSettings } from '../cluster-settings.ts'
import type { OwnedPods } from './owned-pods.ts'

/** What every controller of workloads works with. */
export interface ControllerContext {
  readonly timeline: Timeline
  readonly api: ApiObjects
  readonly podControl: PodControl
  readonly ownedPods: OwnedPods
  readonly settings: ControllerSettings
}

/** Brings the Pods of one kind of workload to what it asks for. */
export interface WorkloadController {
  /** The workload is there, as it is now. Also how it learns of those that were there from the start. */
  apply(key: string): void
  /** The workload is gone; so are its Pods. */
  remove(key: string): void
  /** Something happened to a Pod of the owner that it names (`ReplicaSet namespace/name`). */
  podChanged(owner: string): void
}
