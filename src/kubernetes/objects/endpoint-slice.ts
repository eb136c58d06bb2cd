import type { ObjectBase } from './metadata.ts'
import type { ServiceProtocol } from './service.ts'

/** discovery.k8s.io/v1 EndpointSlice, defaults set. */
export interface EndpointSlice extends ObjectBase {
  readonly kind: 'EndpointSlice'
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN'
  readonly endpoints: readonly Endpoint[]
  readonly ports: readonly EndpointPort[]
  /**
   * Lists and maps that stand there empty, by their paths. Go tells them from ones that do not stand there
   * (reflect.DeepEqual in endpointslicecache.go); what comes from an API server has none (protobuf leaves them out).
   */
  readonly standingEmpty?: readonly string[]
}

export interface Endpoint {
  readonly addresses: readonly string[]
  readonly conditions: EndpointConditions
  readonly hostname?: string
  readonly nodeName?: string
  readonly zone?: string
  readonly hints?: EndpointHints
  readonly targetRef?: {
    readonly kind?: string
    readonly namespace?: string
    readonly name?: string
    readonly uid?: string
  }
}

/** Absent means unknown: ready and serving count as true, terminating as false. */
export interface EndpointConditions {
  readonly ready?: boolean
  readonly serving?: boolean
  readonly terminating?: boolean
}

export interface EndpointHints {
  readonly forZones?: readonly { readonly name: string }[]
  readonly forNodes?: readonly { readonly name: string }[]
}

export interface EndpointPort {
  /** '' where the port has no name. */
  readonly name: string
  readonly protocol: ServiceProtocol
  /** Absent: the endpoint's owner has not said which (kube-proxy skips it). */
  readonly port?: number
  readonly appProtocol?: string
}

/** On a slice: which Service it belongs to. */
export const serviceNameLabel = 'kubernetes.io/service-name'
/** On a slice of a headless Service: kube-proxy never sees it. */
export const headlessLabel = 'service.kubernetes.io/headless'
/** On a Service: another proxy handles it, kube-proxy never sees it. */
export const serviceProxyNameLabel = 'service.kubernetes.io/service-proxy-name'
/** On a Node: its zone. */
export const zoneLabel = 'topology.kubernetes.io/zone'
