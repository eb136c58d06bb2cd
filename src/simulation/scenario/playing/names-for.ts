import type { LivingCluster } from '../../cluster/living-cluster.ts'
import { resolveAddresses } from '../../dns/stub-resolver.ts'
import type { ResolveName } from '../../traffic/clients/destinations.ts'

/** Names as the cluster's DNS answers them when they are asked for, from the asking pod's namespace. */
export function namesFor(cluster: LivingCluster): ResolveName {
  return (name, { station }) => {
    // Pods that a scenario makes for its clients have no namespace in their names.
    const [namespace, podName] = station.kind === 'pod' ? station.pod.name.split('/') : []
    const ofClient = podName === undefined ? undefined : namespace
    return resolveAddresses(cluster.objects, name, ofClient ?? 'default')
  }
}
