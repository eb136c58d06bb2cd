import type { ObjectBase } from './metadata.ts'

export interface Node extends ObjectBase {
  readonly kind: 'Node'
  readonly spec: {
    readonly podCIDR?: string
    readonly podCIDRs: readonly string[]
    readonly unschedulable?: boolean
    readonly taints?: readonly Taint[]
  }
  readonly status: { readonly addresses: readonly NodeAddress[] }
}

export interface NodeAddress {
  readonly type: 'InternalIP' | 'ExternalIP' | 'Hostname' | 'InternalDNS' | 'ExternalDNS'
  readonly address: string
}

/** Keeps away Pods that do not tolerate it. */
export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}
