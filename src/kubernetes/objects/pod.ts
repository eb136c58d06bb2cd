import type { ObjectBase } from './metadata.ts'
import type { Lifecycle, Probe } from './probe.ts'
import type { ServiceProtocol } from './service.ts'

/** The part of a Pod that Services, the EndpointSlice controller and a packet's way depend on. */
export interface Pod extends ObjectBase {
  readonly kind: 'Pod'
  readonly spec: {
    readonly nodeName?: string
    readonly hostNetwork: boolean
    readonly hostname?: string
    readonly subdomain?: string
    /** Absent: ClusterFirst. */
    readonly dnsPolicy?: DnsPolicy
    readonly dnsConfig?: PodDnsConfig
    /** Absent: true. */
    readonly enableServiceLinks?: boolean
    readonly containers: readonly Container[]
    /** Only sidecars (restartPolicy Always): the others have ended before the Pod is ready. */
    readonly initContainers?: readonly Container[]
    /** Absent: 30. */
    readonly terminationGracePeriodSeconds?: number
  }
  readonly status: {
    readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
    /** One an address family, the primary first. Empty: no address yet. */
    readonly podIPs: readonly { readonly ip: string }[]
    readonly conditions: readonly PodCondition[]
  }
}

export type DnsPolicy = 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None'

/** What a Pod adds to the resolv.conf that its dnsPolicy makes. */
export interface PodDnsConfig {
  readonly nameservers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly { readonly name: string; readonly value?: string }[]
}

export interface PodCondition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
}

export interface Container {
  readonly name: string
  readonly image?: string
  readonly readinessProbe?: Probe
  readonly lifecycle?: Lifecycle
  readonly ports: readonly ContainerPort[]
}

export interface ContainerPort {
  readonly name?: string
  readonly containerPort: number
  readonly hostPort?: number
  readonly hostIP?: string
  readonly protocol: ServiceProtocol
}
