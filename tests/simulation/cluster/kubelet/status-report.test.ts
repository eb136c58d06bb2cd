import { expect, it } from 'vitest'
import { ApiObjects } from '../../../../src/simulation/cluster/api/api-objects.ts'
import { PodLife } from '../../../../src/simulation/cluster/kubelet/pod-life.ts'
import { reportStatus } from '../../../../src/simulation/cluster/kubelet/status-report.ts'
import { theOnly } from '../../../kubernetes/manifests.ts'

const pod = theOnly(
  'Pod',
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a, uid: one}\nspec: {containers: [{name: c}]}',
)

it('tells the API server addresses and readiness, and then nothing until that changes', () => {
  const api = new ApiObjects()
  api.put(pod)
  let changes = 0
  api.watch(() => {
    changes += 1
  })
  const life = new PodLife(pod, ['10.0.0.1'])
  life.state = 'running'
  reportStatus(api, life)
  reportStatus(api, life)
  expect(changes).toBe(1)
  expect(api.pods.get('default/a')?.status).toEqual({
    phase: 'Running',
    podIPs: [{ ip: '10.0.0.1' }],
    conditions: [{ type: 'Ready', status: 'False' }],
  })
})

it('takes a Pod away that is gone, but not a later one of its name', () => {
  const api = new ApiObjects()
  const life = new PodLife(pod, [])
  life.state = 'gone'
  api.put({ ...pod, metadata: { ...pod.metadata, uid: 'two' } })
  reportStatus(api, life)
  expect(api.pods.size).toBe(1)
  api.put(pod)
  reportStatus(api, life)
  expect(api.pods.size).toBe(0)
})
