import type { Address } from '../../packet/address.ts'
import type { EmulatedNode } from '../node/emulated-node.ts'

/** What packets need to know of a cluster. A `LivingCluster` is one; tests make smaller ones. */
export interface NetworkView {
  readonly nodes: ReadonlyMap<string, NetworkNode>
  /** Whose address it is now; also a terminating pod's, not one that is gone. */
  podAt(address: Address): NetworkPod | undefined
  /** By `namespace/name`. */
  podNamed(name: string): NetworkPod | undefined
  /** The nodes that the external load balancer of a Service (`namespace/name`) sends to now. */
  loadBalancerNodes(serviceName: string): readonly string[]
}

export interface NetworkNode {
  readonly name: string
  /** Powered off, or cut off: it receives nothing and sends nothing. */
  readonly isLost: boolean
  /** InternalIPs, IPv4 first. Known without its kernel, which is made when first asked for. */
  readonly addresses: readonly Address[]
  readonly emulated: EmulatedNode
}

/** How a pod's processes ended: by themselves (SIGTERM heeded), or by SIGKILL and with no word to anybody. */
export type PodEnding = 'exited' | 'killed'

export interface NetworkPod {
  /** `namespace/name`. */
  readonly name: string
  readonly node: string
  readonly addresses: readonly Address[]
  readonly hostNetwork: boolean
  readonly state: 'starting' | 'running' | 'terminating' | 'gone'
  /** Its process takes new connections there. */
  listens(protocol: number, port: number): boolean
  /** Called once, when its processes end. */
  onEnd(listener: (ending: PodEnding) => void): void
}
