import type { ObjectBase } from './metadata.ts'
import type { ServiceProtocol } from './service.ts'

/** v1 Endpoints, defaults set: what people write for a Service without a selector; mirrored into slices. */
export interface Endpoints extends ObjectBase {
  readonly kind: 'Endpoints'
  readonly subsets: readonly EndpointSubset[]
}

export interface EndpointSubset {
  readonly addresses: readonly EndpointAddress[]
  readonly notReadyAddresses: readonly EndpointAddress[]
  readonly ports: readonly EndpointsPort[]
}

export interface EndpointAddress {
  readonly ip: string
  readonly hostname?: string
  readonly nodeName?: string
  readonly targetRef?: {
    readonly kind?: string
    readonly namespace?: string
    readonly name?: string
    readonly uid?: string
  }
}

export interface EndpointsPort {
  readonly name: string
  readonly port: number
  readonly protocol: ServiceProtocol
  readonly appProtocol?: string
}
