import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import { type Address, type Family, familyOf, tryParseAddress } from '../../../packet/address.ts'
import type { NetworkView } from '../../network/network-view.ts'
import { addressesOf } from '../../node/node-network.ts'
import type { Destination } from '../traffic-plan.ts'
import type { Sender } from './sender.ts'

/** Whoever asks for a name: a pod, or undefined for anybody else. */
export type ResolveName = (name: string, client: Sender) => readonly Address[]

interface ServiceAddresses {
  readonly service: readonly Address[]
  readonly 'load-balancer': readonly Address[]
}

export type Resolved =
  | { readonly address: Address; readonly port: number }
  /** Why the client does not know where to send. */
  | { readonly failure: string }

/** What destinations mean now, to a sender: names, Services and nodes become addresses of a family that it has. */
export class Destinations {
  readonly #cluster: NetworkView
  readonly #resolveName: ResolveName
  #objects: readonly KubernetesObject[] | undefined
  readonly #services = new Map<string, ServiceAddresses>()
  readonly #nodes = new Map<string, readonly Address[]>()

  constructor(cluster: NetworkView, resolveName: ResolveName) {
    this.#cluster = cluster
    this.#resolveName = resolveName
  }

  /** `family`: only addresses of that one. */
  resolve(to: Destination, sender: Sender, family?: Family): Resolved {
    if (to.kind === 'address') return to
    const addresses = this.#addressesOf(to, sender)
    if (typeof addresses === 'string') return { failure: addresses }
    const address = addresses.find(
      (one) =>
        (family === undefined || familyOf(one) === family) &&
        sender.addressTowards(one) !== undefined,
    )
    if (address !== undefined) return { address, port: to.port }
    return {
      failure:
        family === undefined
          ? 'no address of a family that the client has, or no way there'
          : `no ${family} address, or none that the client has a way to`,
    }
  }

  #addressesOf(
    to: Exclude<Destination, { kind: 'address' }>,
    sender: Sender,
  ): readonly Address[] | string {
    switch (to.kind) {
      case 'name': {
        const addresses = this.#resolveName(to.name, sender)
        return addresses.length > 0 ? addresses : `no such name: ${to.name}`
      }
      case 'pod': {
        const pod = this.#cluster.podNamed(to.pod)
        return pod === undefined || pod.addresses.length === 0 ? `no pod ${to.pod}` : pod.addresses
      }
      case 'node':
        this.#update()
        return this.#nodes.get(to.node) ?? `no node ${to.node}`
      case 'service':
      case 'load-balancer':
        return this.#ofService(to.service, to.kind)
    }
  }

  #ofService(name: string, kind: 'service' | 'load-balancer'): readonly Address[] | string {
    this.#update()
    const service = this.#services.get(name)
    if (service === undefined) return `no Service ${name}`
    const addresses = service[kind]
    if (addresses.length > 0) return addresses
    return `Service ${name} has no ${kind === 'service' ? 'cluster IP' : 'load balancer address'}`
  }

  #update(): void {
    const { objects } = this.#cluster
    if (objects === this.#objects) return
    this.#objects = objects
    this.#services.clear()
    this.#nodes.clear()
    for (const object of objects)
      if (object.kind === 'Service')
        this.#services.set(
          `${object.metadata.namespace}/${object.metadata.name}`,
          addressesOfService(object),
        )
      else if (object.kind === 'Node') this.#nodes.set(object.metadata.name, addressesOf(object))
  }
}

function addressesOfService({ spec, status }: Service): ServiceAddresses {
  return {
    service: parsed(spec.clusterIPs),
    'load-balancer': parsed(status.loadBalancer.ingress.flatMap(({ ip }) => ip ?? [])),
  }
}

function parsed(texts: readonly string[]): readonly Address[] {
  return texts.flatMap((text) => tryParseAddress(text) ?? [])
}
