import { UserError } from '../base/user-error.ts'
import type { KubernetesObject } from '../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../kubernetes/objects/node.ts'

/** The node of that name, or the first. @throws UserError E_UNKNOWN_NODE */
export function selectNode(
  { objects }: { readonly objects: readonly KubernetesObject[] },
  name: string | undefined,
): Node {
  const nodes = objects.filter((object) => object.kind === 'Node')
  const node = name === undefined ? nodes[0] : nodes.find((one) => one.metadata.name === name)
  if (node !== undefined) return node
  const names = nodes.map((one) => one.metadata.name)
  const known = names.length > 5 ? [...names.slice(0, 5), `… (${names.length} in all)`] : names
  throw new UserError('E_UNKNOWN_NODE', `no Node "${name}"; there are: ${known.join(', ')}`)
}
