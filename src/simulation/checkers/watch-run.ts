import type { ClusterSettings } from '../cluster/cluster-settings.ts'
import type { LivingCluster } from '../cluster/living-cluster.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import { AffinityChecker } from './affinity.ts'
import type { CheckerName } from './checker-names.ts'
import { checkConservation } from './conservation.ts'
import { OpenConnections } from './open-connections.ts'
import { RulesInPlace } from './rules-in-place.ts'
import { ServiceDestinations } from './service-destinations.ts'
import { SpreadChecker } from './spread.ts'
import { checkSymmetry } from './symmetry.ts'
import { TerminatedPodsChecker } from './terminated-pods.ts'
import { checkTranslation } from './translation.ts'
import { UnbrokenChecker } from './unbroken.ts'

/** Lets every checker watch; answers what is to be called at the end of the run. */
export function watchRun(
  events: EventStream,
  cluster: LivingCluster,
  network: ClusterNetwork,
  { configuration, kubeProxy }: ClusterSettings,
): (nowMs: number) => void {
  const open = new OpenConnections()
  const destinations = new ServiceDestinations(() => cluster.objects)
  const { watchLatencyMs, watchJitterMs, syncDurationMs } = kubeProxy
  const syncMs = watchLatencyMs + watchJitterMs + syncDurationMs
  const serviceRules = new RulesInPlace(['Service'], syncMs)
  const endpointRules = new RulesInPlace(['Service', 'EndpointSlice'], syncMs)
  const affinity = new AffinityChecker(open, destinations, serviceRules)
  const terminatedPods = new TerminatedPodsChecker(cluster, open, syncMs)
  const unbroken = new UnbrokenChecker(open)
  const spread = new SpreadChecker(configuration.mode, open, destinations, endpointRules)
  const report = (checker: CheckerName, atMs: number, detail: string | undefined) => {
    if (detail !== undefined) events.emit({ kind: 'violation', atMs, checker, detail })
  }
  events.subscribe((event) => {
    const { atMs } = event
    open.opens(event)
    serviceRules.observe(event)
    endpointRules.observe(event)
    report('affinity', atMs, affinity.observe(event))
    report('terminated-pods', atMs, terminatedPods.observe(event))
    report('unbroken', atMs, unbroken.observe(event))
    report('translation', atMs, checkTranslation(event, open))
    report('symmetry', atMs, checkSymmetry(event, open, cluster.nodes))
    spread.observe(event)
    open.ends(event)
  })
  return (nowMs) => {
    for (const detail of spread.finish()) report('spread', nowMs, detail)
    report('conservation', nowMs, checkConservation(network.counts))
  }
}
