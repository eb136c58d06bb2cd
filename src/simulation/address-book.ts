import type { KubernetesObject } from '../kubernetes/objects/kubernetes-object.ts'
import { type Address, tryParseAddress } from '../packet/address.ts'

/** Says what an address belongs to, in words that a person knows. */
export class AddressBook {
  readonly #names = new Map<Address, string>()

  /** `node/node-1`, `pod/shop/web-0`, `svc/shop/web`. A first name stays: host-network pods share the node's. */
  static of(objects: readonly KubernetesObject[]): AddressBook {
    const book = new AddressBook()
    for (const object of objects) if (object.kind === 'Node') book.#addNode(object)
    for (const object of objects) if (object.kind === 'Pod') book.#addPod(object)
    for (const object of objects) if (object.kind === 'Service') book.#addService(object)
    return book
  }

  /** Undefined: nobody's that is known. */
  nameOf(address: Address): string | undefined {
    return this.#names.get(address)
  }

  #addNode(node: Extract<KubernetesObject, { kind: 'Node' }>): void {
    for (const { address } of node.status.addresses)
      this.#add(address, `node/${node.metadata.name}`)
  }

  #addPod(pod: Extract<KubernetesObject, { kind: 'Pod' }>): void {
    for (const { ip } of pod.status.podIPs)
      this.#add(ip, `pod/${pod.metadata.namespace}/${pod.metadata.name}`)
  }

  #addService({ metadata, spec, status }: Extract<KubernetesObject, { kind: 'Service' }>): void {
    const ingress = status.loadBalancer.ingress.flatMap(({ ip }) => (ip === undefined ? [] : [ip]))
    for (const text of [...spec.clusterIPs, ...spec.externalIPs, ...ingress])
      this.#add(text, `svc/${metadata.namespace}/${metadata.name}`)
  }

  #add(text: string, name: string): void {
    const address = tryParseAddress(text)
    if (address !== undefined && !this.#names.has(address)) this.#names.set(address, name)
  }
}
