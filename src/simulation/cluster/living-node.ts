import type { EmulatedNode } from '../node/emulated-node.ts'

/** A node of a cluster in virtual time. */
export interface LivingNode {
  readonly name: string
  /** Nobody reaches it, and its processes reach nobody; they run on. */
  readonly isLost: boolean
  /** Its kernel and kube-proxies as of now: made when first asked for. */
  readonly emulated: EmulatedNode
}
