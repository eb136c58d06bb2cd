import { expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { ApiObjects } from '../../../../src/simulation/cluster/api/api-objects.ts'
import { withReady } from '../../../../src/simulation/cluster/api/pod-control.ts'
import {
  isActive,
  OwnedPods,
  ownerKeyOf,
} from '../../../../src/simulation/cluster/controllers/owned-pods.ts'
import { theOnly } from '../../../kubernetes/manifests.ts'

const pod = theOnly(
  'Pod',
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a, ownerReferences: [{apiVersion: v1, kind: ReplicaSet, name: web, uid: u, controller: true}]}\nspec: {containers: [{name: c}]}',
)

it('knows Pods by their owner, and how long each has been ready', () => {
  const timeline = new Timeline()
  const api = new ApiObjects()
  const owned = new OwnedPods(api, timeline)
  api.put(pod)
  expect(ownerKeyOf(pod)).toBe('ReplicaSet default/web')
  expect([...owned.of('ReplicaSet default/web').keys()]).toEqual(['default/a'])
  api.put(withReady(pod, true))
  timeline.runTo(5_000)
  expect([owned.isAvailable(pod, 5), owned.isAvailable(pod, 6)]).toEqual([true, false])
  api.put(withReady(pod, false))
  expect(owned.isAvailable(pod, 0)).toBe(false)
  api.remove(pod)
  expect(owned.of('ReplicaSet default/web').size).toBe(0)
})

it('takes Pods that were ready at the start for old ones', () => {
  const api = new ApiObjects()
  api.put(withReady(pod, true))
  expect(new OwnedPods(api, new Timeline()).isAvailable(pod, 3_600)).toBe(true)
})

it('counts neither Pods that are being ended nor those that are over', () => {
  const ended = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: 'then' } }
  const over = { ...pod, status: { ...pod.status, phase: 'Failed' as const } }
  expect([pod, ended, over].map(isActive)).toEqual([true, false, false])
})
