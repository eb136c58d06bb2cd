import type { Family } from '../../packet/address.ts'
import type { ObjectBase } from './metadata.ts'

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
export type ServiceProtocol = 'TCP' | 'UDP' | 'SCTP'
export type TrafficPolicy = 'Cluster' | 'Local'

/** A Service as the API server holds it: every default set, addresses and node ports allocated. */
export interface Service extends ObjectBase {
  readonly kind: 'Service'
  readonly spec: ServiceSpec
  readonly status: ServiceStatus
}

/** Types and defaults: k8s.io/api/core/v1 types.go, pkg/apis/core/v1/defaults.go. */
export interface ServiceSpec {
  readonly type: ServiceType
  readonly ports: readonly ServicePort[]
  readonly selector?: Readonly<Record<string, string>>
  /** '' for ExternalName, 'None' for a headless Service. */
  readonly clusterIP: string
  readonly clusterIPs: readonly string[]
  readonly ipFamilies: readonly Family[]
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
  readonly externalIPs: readonly string[]
  readonly externalName?: string
  readonly sessionAffinity: 'None' | 'ClientIP'
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } }
  readonly internalTrafficPolicy?: TrafficPolicy
  /** Set where the Service can be reached from outside (NodePort, LoadBalancer, externalIPs). */
  readonly externalTrafficPolicy?: TrafficPolicy
  /** 0 or absent: none. */
  readonly healthCheckNodePort?: number
  readonly loadBalancerIP?: string
  readonly loadBalancerClass?: string
  readonly loadBalancerSourceRanges: readonly string[]
  readonly allocateLoadBalancerNodePorts?: boolean
  readonly publishNotReadyAddresses?: boolean
  readonly trafficDistribution?: string
}

export interface ServicePort {
  /** '' where the port has no name. */
  readonly name: string
  readonly protocol: ServiceProtocol
  readonly port: number
  readonly targetPort: number | string
  /** 0: none. */
  readonly nodePort: number
  readonly appProtocol?: string
}

export interface ServiceStatus {
  readonly loadBalancer: { readonly ingress: readonly LoadBalancerIngress[] }
}

export interface LoadBalancerIngress {
  readonly ip?: string
  readonly hostname?: string
  readonly ipMode?: 'VIP' | 'Proxy'
}
