import type { EndpointSlice } from './endpoint-slice.ts'
import type { Node } from './node.ts'
import type { Pod } from './pod.ts'
import type { Service } from './service.ts'
import type { ServiceCidr } from './service-cidr.ts'
import type { WorkloadKind } from './workload.ts'

/** What a cluster holds, as far as Services go. Workloads and Endpoints have become Pods and slices. */
export type KubernetesObject = Service | EndpointSlice | Node | Pod | ServiceCidr

/** What kube-proxy watches. */
export type WatchedObject = Service | EndpointSlice | Node | ServiceCidr

export type ObjectKind = KubernetesObject['kind']

/** Names one object; `namespace` is empty for kinds without one. */
export interface ObjectReference {
  readonly kind: ObjectKind | WorkloadKind | 'Endpoints'
  readonly namespace: string
  readonly name: string
}

export function referenceOf(object: Referable): ObjectReference {
  return {
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  }
}

type Referable = Pick<KubernetesObject, 'metadata'> & Pick<ObjectReference, 'kind'>

/** `Service shop/web`, `Node node-1`. */
export function formatReference({ kind, namespace, name }: ObjectReference): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}
