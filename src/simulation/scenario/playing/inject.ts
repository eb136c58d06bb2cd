import type { Timeline } from '../../../base/timeline.ts'
import type { LivingCluster } from '../../cluster/living-cluster.ts'
import type { ClusterNetwork } from '../../network/cluster-network.ts'
import type { PlannedAction } from '../planned-event.ts'

type Inject = Extract<PlannedAction, { kind: 'inject' }>

/** Makes happen what the model has no mechanism for, from now on. */
export function inject(
  { injection, forMs, share }: Inject,
  nodes: readonly string[],
  {
    cluster,
    network,
    timeline,
  }: {
    readonly cluster: LivingCluster
    readonly network: ClusterNetwork
    readonly timeline: Timeline
  },
): void {
  if (injection !== 'xtables-lock-held') {
    const until = forMs === undefined ? {} : { untilMs: timeline.nowMs() + forMs }
    network.injections.add({ kind: injection, nodes, share, ...until })
    return
  }
  for (const node of nodes) cluster.holdXtablesLock(node)
  if (forMs === undefined) return
  timeline.after(forMs, () => {
    for (const node of nodes) cluster.releaseXtablesLock(node)
  })
}
