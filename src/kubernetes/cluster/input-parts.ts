import type { EndpointSlice } from '../objects/endpoint-slice.ts'
import type { Endpoints } from '../objects/endpoints.ts'
import type { InputObject, InputPod } from '../objects/input-object.ts'
import type { Node } from '../objects/node.ts'
import type { Service } from '../objects/service.ts'
import type { ServiceCidr } from '../objects/service-cidr.ts'
import type { Workload } from '../objects/workload.ts'

/** The input by kind, each in the order in which it came. */
export interface InputParts {
  readonly services: readonly Service[]
  readonly nodes: readonly Node[]
  readonly pods: readonly InputPod[]
  readonly workloads: readonly Workload[]
  readonly slices: readonly EndpointSlice[]
  readonly endpoints: readonly Endpoints[]
  readonly serviceCidrs: readonly ServiceCidr[]
}

export function sortByKind(input: readonly InputObject[]): InputParts {
  return {
    services: input.filter((object) => object.kind === 'Service'),
    nodes: input.filter((object) => object.kind === 'Node'),
    pods: input.filter((object) => object.kind === 'Pod'),
    slices: input.filter((object) => object.kind === 'EndpointSlice'),
    endpoints: input.filter((object) => object.kind === 'Endpoints'),
    serviceCidrs: input.filter((object) => object.kind === 'ServiceCIDR'),
    workloads: input.filter(isWorkload),
  }
}

/** What makes Pods. */
export function isWorkload(object: InputObject): object is Workload {
  return 'spec' in object && 'template' in object.spec
}
