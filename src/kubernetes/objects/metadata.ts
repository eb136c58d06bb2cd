import type { Position } from '../../base/user-error.ts'

export interface Metadata {
  readonly name: string
  /** Empty for objects without a namespace (Node, ServiceCIDR). */
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly uid?: string
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly generateName?: string
  readonly ownerReferences?: readonly OwnerReference[]
}

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

/** What every object has. `at`: where it stands in the user's input; never printed. */
export interface ObjectBase {
  readonly apiVersion: string
  readonly metadata: Metadata
  readonly at?: Position
}
