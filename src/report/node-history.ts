import type { Backend } from '../kernel/iptables/engine/iptables-engine.ts'
import type { KubernetesObject } from '../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../kubernetes/objects/node.ts'
import type { Family } from '../packet/address.ts'
import type { ProxyConfiguration } from '../proxy/configuration.ts'
import { EmulatedNode } from '../simulation/node/emulated-node.ts'
import type { NodeSync } from '../simulation/node/node-mode.ts'
import type { CleanupOutcome } from '../simulation/node/run-cleanup.ts'

export interface NodeBefore {
  readonly node: Node
  readonly objects: readonly KubernetesObject[]
  readonly families?: readonly Family[] | undefined
  readonly backend: Backend
}

/** A node on which kube-proxies ran, one after the other. */
export interface NodeAfterHistory {
  readonly node: EmulatedNode
  /** What the last one wrote at its first sync. */
  readonly syncs: readonly NodeSync[]
  /** What the last one cleaned up before it. */
  readonly cleanup: readonly CleanupOutcome[]
}

/** Lets every kube-proxy of the history start and sync once; the last is the one that is asked about. */
export function nodeAfter(
  { node, objects, families, backend }: NodeBefore,
  earlier: readonly ProxyConfiguration[],
  last: ProxyConfiguration,
): NodeAfterHistory {
  const [first = last, ...others] = [...earlier, last]
  const emulated = new EmulatedNode(node, objects, {
    configuration: first,
    backend,
    ...(families === undefined ? {} : { families }),
  })
  let syncs = emulated.sync(0)
  let cleanup: readonly CleanupOutcome[] = []
  for (const configuration of others) {
    cleanup = emulated.restart(configuration, objects)
    syncs = emulated.sync(0)
  }
  return { node: emulated, syncs, cleanup }
}
