import { expect, it } from 'vitest'
import { makeCluster } from '../../../../src/kubernetes/cluster/make-cluster.ts'
import { filledApi } from '../../../../src/simulation/cluster/api/filled-api.ts'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { web } from '../living.ts'

it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])(
  'holds what a cluster holds, with the workloads, and what Pods of a %s tolerate',
  (kind) => {
    const text = web({ replicas: 1, pod: 'tolerations: [{key: a, operator: Exists}],' })
    const cluster = makeCluster(objectsOf(text.replace('kind: Deployment', `kind: ${kind}`)))
    const api = filledApi(cluster)
    expect(
      api
        .list()
        .map((object) => object.metadata.name)
        .sort(),
    ).toEqual(cluster.objects.map((object) => object.metadata.name).sort())
    expect([...api.workloads.keys()]).toEqual([`${kind} default/web`])
    for (const { tolerations } of api.pods.values()) expect(tolerations[0]?.key).toBe('a')
  },
)
