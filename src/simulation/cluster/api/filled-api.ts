import { isWorkload } from '../../../kubernetes/cluster/input-parts.ts'
import type { Cluster } from '../../../kubernetes/cluster/make-cluster.ts'
import type { PodNeeds } from '../../../kubernetes/cluster/pods/node-choice.ts'
import { daemonNeeds, replicaSetName } from '../../../kubernetes/cluster/pods/workload-pods.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { Pod } from '../../../kubernetes/objects/pod.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'
import { ownerKeyOf } from '../controllers/owned-pods.ts'
import { ApiObjects, keyOf } from './api-objects.ts'

/** All that the cluster holds, and the workloads and Endpoints that it was made of. */
export function filledApi({ objects, input }: Cluster): ApiObjects {
  const api = new ApiObjects()
  const needs = new Map<string, PodNeeds>()
  for (const object of input)
    if (object.kind === 'Pod') needs.set(`Pod ${keyOf(object)}`, object)
    else if (isWorkload(object)) needs.set(ownerOf(object), needsOf(object))
  for (const object of objects) api.put(object.kind === 'Pod' ? withNeeds(object, needs) : object)
  for (const object of input) if (object.kind === 'Endpoints' || isWorkload(object)) api.put(object)
  return api
}

/** What a cluster's Pods no longer tell: where they may run, and what they tolerate. */
function withNeeds(pod: Pod, needs: ReadonlyMap<string, PodNeeds>): InputPod {
  const bare = { ...pod, nodeSelector: {}, tolerations: [], hasStatus: true }
  const { nodeSelector, tolerations } =
    needs.get(`Pod ${keyOf(pod)}`) ?? needs.get(ownerKeyOf(bare) ?? '') ?? bare
  return { ...bare, nodeSelector, tolerations }
}

function ownerOf(workload: Workload): string {
  return workload.kind === 'Deployment'
    ? `ReplicaSet ${workload.metadata.namespace}/${replicaSetName(workload)}`
    : `${workload.kind} ${keyOf(workload)}`
}

function needsOf(workload: Workload): PodNeeds {
  return workload.kind === 'DaemonSet' ? daemonNeeds(workload) : workload.spec.template.spec
}
