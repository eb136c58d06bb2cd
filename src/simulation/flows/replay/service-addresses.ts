import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import { type Address, tryParseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { End } from '../../exchange-packets.ts'
import { addressesOf } from '../../node/node-network.ts'

/** Says which Service a destination means: `shop/web:http`. */
export class ServiceAddresses {
  /** `shop/web` */
  readonly #services = new Map<Address, string>()
  readonly #ports = new Map<Address, Map<number, string>>()
  readonly #nodePorts = new Map<number, string>()
  readonly #nodes = new Set<Address>()

  constructor(objects: readonly KubernetesObject[]) {
    for (const object of objects) {
      if (object.kind === 'Node')
        for (const address of addressesOf(object)) this.#nodes.add(address)
      if (object.kind === 'Service') this.#add(object)
    }
  }

  /** Undefined: no Service's. An address of a Service with another port counts as that Service's. */
  serviceAt(protocol: number, { address, port }: End): string | undefined {
    const key = portKey(protocol, port)
    const found = this.#ports.get(address)?.get(key)
    if (found !== undefined) return found
    if (this.#nodes.has(address)) return this.#nodePorts.get(key)
    const service = this.#services.get(address)
    if (service === undefined) return undefined
    const isPing = protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6
    return isPing ? `${service} (ping)` : `${service} (no such port)`
  }

  #add({ metadata, spec, status }: Service): void {
    const name = `${metadata.namespace}/${metadata.name}`
    const ingress = status.loadBalancer.ingress.flatMap(({ ip }) => (ip === undefined ? [] : [ip]))
    const addresses = [...spec.clusterIPs, ...spec.externalIPs, ...ingress].flatMap(
      (text) => tryParseAddress(text) ?? [],
    )
    for (const port of spec.ports) {
      const label = `${name}:${port.name || port.port}`
      const protocol = protocolNumber[port.protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp']
      if (port.nodePort !== 0) this.#nodePorts.set(portKey(protocol, port.nodePort), label)
      for (const address of addresses) {
        const ports = this.#ports.get(address) ?? new Map<number, string>()
        if (!ports.has(portKey(protocol, port.port))) ports.set(portKey(protocol, port.port), label)
        this.#ports.set(address, ports)
      }
    }
    for (const address of addresses)
      if (!this.#services.has(address)) this.#services.set(address, name)
  }
}

function portKey(protocol: number, port: number): number {
  return protocol * 65_536 + port
}
