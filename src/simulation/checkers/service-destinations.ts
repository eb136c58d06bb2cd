import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Service, ServicePort } from '../../kubernetes/objects/service.ts'
import { type Family, familyOf, formatEndpoint, tryParseAddress } from '../../packet/address.ts'
import { addressesOf } from '../node/node-network.ts'
import {
  type ReadyEndpoint,
  readyEndpoints,
  type SlicesOfServices,
  slicesOfServices,
} from './ready-endpoints.ts'

export interface ServiceDestination {
  readonly service: Service
  readonly port: ServicePort
  readonly family: Family
}

type TransportName = 'tcp' | 'udp' | 'sctp' | 'icmp'

/** Which Service a client meant by an `address:port`: cluster IP, external IP, load balancer's, or node port. */
export class ServiceDestinations {
  readonly #objects: () => readonly KubernetesObject[]
  #known: readonly KubernetesObject[] | undefined
  #found = new Map<string, ServiceDestination>()
  /** Undefined: not asked for since the objects changed. */
  #slices: SlicesOfServices | undefined

  constructor(objects: () => readonly KubernetesObject[]) {
    this.#objects = objects
  }

  /** Undefined: none. */
  at(destination: string, protocol: TransportName): ServiceDestination | undefined {
    this.#update()
    return this.#found.get(`${protocol} ${destination}`)
  }

  /** As the API has them now. */
  readyEndpoints({ service, family, port }: ServiceDestination): readonly ReadyEndpoint[] {
    const objects = this.#update()
    this.#slices ??= slicesOfServices(objects)
    const { namespace, name } = service.metadata
    return readyEndpoints(this.#slices.get(`${namespace}/${name}`) ?? [], family, port)
  }

  #update(): readonly KubernetesObject[] {
    const objects = this.#objects()
    if (objects !== this.#known) {
      this.#known = objects
      this.#found = destinationsOf(objects)
      this.#slices = undefined
    }
    return objects
  }
}

function destinationsOf(objects: readonly KubernetesObject[]): Map<string, ServiceDestination> {
  const found = new Map<string, ServiceDestination>()
  const nodeAddresses = objects.flatMap((object) =>
    object.kind === 'Node' ? addressesOf(object) : [],
  )
  for (const object of objects) {
    if (object.kind !== 'Service') continue
    const { spec, status } = object
    const own = [
      ...spec.clusterIPs,
      ...spec.externalIPs,
      ...status.loadBalancer.ingress.flatMap(({ ip }) => ip ?? []),
    ].flatMap((text) => tryParseAddress(text) ?? [])
    for (const port of spec.ports) {
      const { port: number, nodePort, protocol } = port
      const ends = own.map((address) => ({ address, number }))
      if (nodePort !== undefined && nodePort !== 0)
        ends.push(...nodeAddresses.map((address) => ({ address, number: nodePort })))
      for (const end of ends) {
        const destination = { service: object, port, family: familyOf(end.address) }
        found.set(
          `${protocol.toLowerCase()} ${formatEndpoint(end.address, end.number)}`,
          destination,
        )
      }
    }
  }
  return found
}
