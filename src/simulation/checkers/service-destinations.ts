import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../kubernetes/objects/service.ts'
import { formatEndpoint, tryParseAddress } from '../../packet/address.ts'
import { addressesOf } from '../node/node-network.ts'

/** Which Service a client meant by an `address:port`: cluster IP, external IP, load balancer's, or node port. */
export class ServiceDestinations {
  readonly #objects: () => readonly KubernetesObject[]
  #known: readonly KubernetesObject[] | undefined
  #services = new Map<string, Service>()

  constructor(objects: () => readonly KubernetesObject[]) {
    this.#objects = objects
  }

  /** Undefined: none. */
  at(destination: string): Service | undefined {
    const objects = this.#objects()
    if (objects !== this.#known) {
      this.#known = objects
      this.#services = destinationsOf(objects)
    }
    return this.#services.get(destination)
  }
}

function destinationsOf(objects: readonly KubernetesObject[]): Map<string, Service> {
  const found = new Map<string, Service>()
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
    for (const { port, nodePort } of spec.ports) {
      for (const address of own) found.set(formatEndpoint(address, port), object)
      if (nodePort === undefined || nodePort === 0) continue
      for (const address of nodeAddresses) found.set(formatEndpoint(address, nodePort), object)
    }
  }
  return found
}
