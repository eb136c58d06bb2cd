import type { InputObject } from '../../kubernetes/objects/input-object.ts'
import type { ObjectReference } from '../../kubernetes/objects/kubernetes-object.ts'
import type { PathStep } from '../../kubernetes/reading/source-text.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { InjectionName } from './format/injection-names.ts'

/** One change that a scenario makes. */
export interface PlannedEvent {
  readonly atMs: number
  /** As a person reads it: `rollOut deployment/default/web`. */
  readonly label: string
  /** What expectations call it. */
  readonly name: string | undefined
  /** Where it stands in the scenario. */
  readonly path: readonly PathStep[]
  readonly action: PlannedAction
}

export type PlannedAction =
  | { readonly kind: 'apply'; readonly objects: readonly InputObject[] }
  | { readonly kind: 'delete'; readonly references: readonly ObjectReference[] }
  | { readonly kind: 'scale'; readonly workload: ObjectReference; readonly replicas: number }
  | { readonly kind: 'roll-out'; readonly workload: ObjectReference }
  | {
      readonly kind: 'ready' | 'not-ready' | 'kill' | 'delete-pods'
      readonly pods: readonly PodSelector[]
      /** Only so many of them, by name. */
      readonly count: number | undefined
    }
  | {
      readonly kind:
        | 'lose-node'
        | 'return-node'
        | 'restart-kube-proxy'
        | 'pause-syncs'
        | 'resume-syncs'
        | 'flush-conntrack'
      readonly nodes: NodeSelector
    }
  | {
      readonly kind: 'sysctl'
      readonly nodes: NodeSelector
      readonly name: string
      readonly value: string
    }
  | { readonly kind: 'mode'; readonly nodes: NodeSelector; readonly mode: ProxyMode }
  | {
      readonly kind: 'inject'
      readonly injection: InjectionName
      readonly nodes: NodeSelector
      /** Undefined: to the end. */
      readonly forMs: number | undefined
      /** With that chance, each time that it can happen. */
      readonly share: number
    }

export type PodSelector =
  | { readonly kind: 'pod'; readonly name: string }
  /** Those that it has then. */
  | { readonly kind: 'workload' | 'service'; readonly reference: ObjectReference }
  /** The pods that this traffic's clients reached last, each client's. */
  | { readonly kind: 'used-by'; readonly traffic: string }

export type NodeSelector = 'all' | readonly string[]
