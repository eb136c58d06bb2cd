import { zoneLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { Node } from '../../kubernetes/objects/node.ts'

/** Tells when the node's zone changes: no other label counts (pkg/proxy/config NodeTopologyConfig). */
export class WatchedNode {
  /** Undefined without the label; kube-proxy tells that from an empty one. */
  #zone: string | undefined

  /** '' without one. */
  get zone(): string {
    return this.#zone ?? ''
  }

  /** True: the zone is another one than before. A node that is deleted keeps its zone. */
  update(node: Pick<Node, 'metadata'>): boolean {
    const zone = node.metadata.labels[zoneLabel]
    if (zone === this.#zone) return false
    this.#zone = zone
    return true
  }
}
