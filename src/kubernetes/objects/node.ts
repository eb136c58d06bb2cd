import type { ObjectBase } from './metadata.ts'

export interface Node extends ObjectBase {
  readonly kind: 'Node'
  readonly spec: {
    readonly podCIDR?: string
    readonly podCIDRs: readonly string[]
    readonly unschedulable?: boolean
  }
  readonly status: { readonly addresses: readonly NodeAddress[] }
}

export interface NodeAddress {
  readonly type: 'InternalIP' | 'ExternalIP' | 'Hostname' | 'InternalDNS' | 'ExternalDNS'
  readonly address: string
}
