import {
  formatReference,
  type KubernetesObject,
  referenceOf,
} from '../../kubernetes/objects/kubernetes-object.ts'

/** Objects of the cluster that a change altered, each as `Service shop/web`. */
export interface ObjectChanges {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** More than these are not listed. */
const listedMax = 1_000

export function changedReferences(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): ObjectChanges {
  const earlier = new Map(before.map((object) => [formatReference(referenceOf(object)), object]))
  const added: string[] = []
  const changed: string[] = []
  for (const object of after) {
    const name = formatReference(referenceOf(object))
    const previous = earlier.get(name)
    earlier.delete(name)
    if (previous === undefined) added.push(name)
    else if (previous !== object && textOf(previous) !== textOf(object)) changed.push(name)
  }
  const cut = (names: readonly string[]) => names.slice(0, listedMax)
  return { added: cut(added), changed: cut(changed), removed: cut([...earlier.keys()]) }
}

/** `at` is where an object stood in its manifest: it says nothing of the object. */
function textOf({ at: _, ...object }: KubernetesObject): string {
  return JSON.stringify(object)
}
