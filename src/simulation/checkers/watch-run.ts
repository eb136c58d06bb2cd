import type { LivingCluster } from '../cluster/living-cluster.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import { AffinityChecker } from './affinity.ts'
import type { CheckerName } from './checker-names.ts'
import { checkConservation } from './conservation.ts'
import { TerminatedPodsChecker } from './terminated-pods.ts'

/** Lets every checker watch; answers what is to be called at the end of the run. */
export function watchRun(
  events: EventStream,
  cluster: LivingCluster,
  network: ClusterNetwork,
): (nowMs: number) => void {
  const affinity = new AffinityChecker(() => cluster.objects)
  const terminatedPods = new TerminatedPodsChecker()
  const report = (checker: CheckerName, atMs: number, detail: string | undefined) => {
    if (detail !== undefined) events.emit({ kind: 'violation', atMs, checker, detail })
  }
  events.subscribe((event) => {
    report('affinity', event.atMs, affinity.observe(event))
    report('terminated-pods', event.atMs, terminatedPods.observe(event))
  })
  return (nowMs) => report('conservation', nowMs, checkConservation(network.counts))
}
