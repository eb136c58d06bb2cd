import { entryOf } from '../../base/entry-of.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import { tryParseAddress } from '../../packet/address.ts'
import type { AddressBook } from '../../simulation/address-book.ts'

const kinds: Readonly<Record<string, KubernetesObject['kind']>> = {
  svc: 'Service',
  service: 'Service',
  pod: 'Pod',
  node: 'Node',
}

/** Finds what `pod/NAME`, `svc/NAMESPACE/NAME:PORT` or an address may mean, without looking at every object. */
export class ObjectLookup {
  readonly #objects: readonly KubernetesObject[]
  readonly #book: AddressBook
  readonly #byName = new Map<string, KubernetesObject>()

  constructor(objects: readonly KubernetesObject[], book: AddressBook) {
    this.#objects = objects
    this.#book = book
    for (const object of objects) {
      const { namespace, name } = object.metadata
      this.#byName.set(`${object.kind} ${namespace}/${name}`, object)
    }
  }

  /** The objects among which a name is to be resolved: one, none (nobody has the address), or, where it is not known, all. */
  among(text: string, namespace: string): readonly KubernetesObject[] {
    if (text === 'client') return []
    const address = tryParseAddress(text)
    const name = address === undefined ? text : this.#book.nameOf(address)
    if (name === undefined) return []
    const found = /^(\w+)\/(?:([^/:]+)\/)?([^/:]+)(?::[^/]*)?$/.exec(name)
    const kind = entryOf(kinds, found?.[1] ?? '')
    const own = kind === 'Node' ? '' : (found?.[2] ?? namespace)
    const object = this.#byName.get(`${kind} ${own}/${found?.[3]}`)
    const isAmbiguous = address !== undefined && kind === 'Service'
    return object === undefined || isAmbiguous ? this.#objects : [object]
  }
}
