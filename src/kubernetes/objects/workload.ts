import type { ObjectBase } from './metadata.ts'
import type { Container, DnsPolicy, PodDnsConfig } from './pod.ts'

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ReplicationController'

/** What makes Pods: of a Deployment and its kin, the part that decides which Pods there are. */
export interface Workload extends ObjectBase {
  readonly kind: WorkloadKind
  readonly spec: {
    /** Of a DaemonSet without meaning. */
    readonly replicas: number
    readonly selector?: LabelSelector
    /** Of a StatefulSet: the headless Service that names its Pods. */
    readonly serviceName?: string
    /** Of a StatefulSet: the number of its first Pod. */
    readonly ordinalsStart: number
    /** How long a Pod must have been ready before it counts as available. */
    readonly minReadySeconds: number
    /** Of a Deployment, StatefulSet or DaemonSet. */
    readonly updateStrategy?: UpdateStrategy
    /** Of a StatefulSet: `OrderedReady` or `Parallel`. */
    readonly podManagementPolicy?: string
    readonly template: PodTemplate
  }
}

/** Called `strategy` in a Deployment. Defaults set. */
export interface UpdateStrategy {
  /** `RollingUpdate`, `Recreate` (Deployment) or `OnDelete` (the others). */
  readonly type: string
  readonly rollingUpdate?: RollingUpdate
}

/** Counts, or shares of the replicas: `25%`. */
export interface RollingUpdate {
  readonly maxSurge?: number | string
  readonly maxUnavailable?: number | string
  /** Of a StatefulSet: Pods with a lower number stay as they are. */
  readonly partition?: number
}

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>
  readonly matchExpressions: readonly LabelRequirement[]
}

export interface LabelRequirement {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

export interface PodTemplate {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly spec: PodTemplateSpec
}

export interface PodTemplateSpec {
  readonly nodeName?: string
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  readonly hostNetwork: boolean
  readonly hostname?: string
  readonly subdomain?: string
  readonly dnsPolicy?: DnsPolicy
  readonly dnsConfig?: PodDnsConfig
  readonly enableServiceLinks?: boolean
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly terminationGracePeriodSeconds?: number
}

/** An empty key with `Exists` tolerates everything; no effect, every effect. */
export interface Toleration {
  readonly key: string
  readonly operator: string
  readonly value: string
  readonly effect: string
  /** Of NoExecute: how long. Absent: for ever. */
  readonly tolerationSeconds?: number
}
