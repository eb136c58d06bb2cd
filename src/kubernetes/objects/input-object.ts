import type { Endpoints } from './endpoints.ts'
import type { KubernetesObject } from './kubernetes-object.ts'
import type { Pod } from './pod.ts'
import type { Toleration, Workload } from './workload.ts'

/** A Pod as it was written: one without a status has not run yet, and still wants a node and an address. */
export interface InputPod extends Pod {
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  readonly hasStatus: boolean
}

/** What a user may hand in: decoded and with defaults, but not yet validated, nothing allocated. */
export type InputObject = Exclude<KubernetesObject, Pod> | InputPod | Endpoints | Workload
