import { type EndpointSlice, serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { ServicePort } from '../../kubernetes/objects/service.ts'
import type { Family } from '../../packet/address.ts'

export interface ReadyEndpoint {
  readonly address: string
  /** Undefined: the slice does not say. */
  readonly port: number | undefined
  /** `namespace/name`; undefined: it is no pod. */
  readonly pod: string | undefined
  readonly isHinted: boolean
}

/** By Service (`namespace/name`). */
export type SlicesOfServices = ReadonlyMap<string, readonly EndpointSlice[]>

export function slicesOfServices(objects: readonly KubernetesObject[]): SlicesOfServices {
  const found = new Map<string, EndpointSlice[]>()
  for (const object of objects) {
    if (object.kind !== 'EndpointSlice') continue
    const { namespace, labels } = object.metadata
    const service = `${namespace}/${labels[serviceNameLabel]}`
    const slices = found.get(service)
    if (slices === undefined) found.set(service, [object])
    else slices.push(object)
  }
  return found
}

/** Those that the slices of a Service name for its port, all nodes' and zones', each once. */
export function readyEndpoints(
  slices: readonly EndpointSlice[],
  family: Family,
  port: Pick<ServicePort, 'name' | 'protocol'>,
): readonly ReadyEndpoint[] {
  const found = new Map<string, ReadyEndpoint>()
  for (const slice of slices) {
    if (slice.addressType !== family) continue
    const own = slice.ports.find((one) => one.name === port.name && one.protocol === port.protocol)
    if (own === undefined) continue
    for (const one of readyOf(slice, own.port)) found.set(`${one.address} ${one.port}`, one)
  }
  return [...found.values()]
}

function readyOf({ endpoints, metadata }: EndpointSlice, port: number | undefined) {
  return endpoints.flatMap(({ addresses, conditions, hints, targetRef }) => {
    const [address] = addresses
    if (address === undefined || conditions.ready === false) return []
    const pod =
      targetRef?.kind === 'Pod'
        ? `${targetRef.namespace ?? metadata.namespace}/${targetRef.name}`
        : undefined
    return [{ address, port, pod, isHinted: hints !== undefined }]
  })
}
