import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Address } from '../../packet/address.ts'
import type { LivingNode } from '../cluster/living-node.ts'
import type { LivingPod } from '../cluster/living-pod.ts'

/** What packets need to know of a cluster. A `LivingCluster` is one; tests make smaller ones. */
export interface NetworkView {
  /** As of now; the same array until something changes. */
  readonly objects: readonly KubernetesObject[]
  readonly nodes: ReadonlyMap<string, LivingNode>
  /** Whose address it is now; also a terminating pod's, not one that is gone. Of pods on the host's network none. */
  podAt(address: Address): LivingPod | undefined
  /** By `namespace/name`. */
  podNamed(name: string): LivingPod | undefined
  /** The nodes that the external load balancer of a Service (`namespace/name`) sends to now. */
  loadBalancerNodes(serviceName: string): readonly string[]
}
