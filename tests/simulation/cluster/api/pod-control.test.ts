import { expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { ApiObjects } from '../../../../src/simulation/cluster/api/api-objects.ts'
import {
  isTerminating,
  PodControl,
  timestampOf,
  withReady,
} from '../../../../src/simulation/cluster/api/pod-control.ts'
import { theOnly } from '../../../kubernetes/manifests.ts'

const podOn = (spec: string) =>
  theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {${spec} containers: [{name: c}]}`,
  )
function control() {
  const timeline = new Timeline(1_500)
  const api = new ApiObjects()
  return { api, control: new PodControl(api, timeline) }
}

it('marks a Pod that runs somewhere, and takes away one that has no node', () => {
  const one = control()
  one.control.create(podOn('nodeName: node-1,'))
  one.control.delete('default/a')
  expect(one.api.pods.get('default/a')?.metadata.deletionTimestamp).toBe('2026-01-01T00:00:01Z')
  const other = control()
  other.control.create(podOn(''))
  other.control.delete('default/a')
  expect(other.api.pods.size).toBe(0)
})

it('gives a Pod that comes again under its name another UID', () => {
  const { api, control: pods } = control()
  pods.create(podOn(''))
  const first = api.pods.get('default/a')?.metadata.uid
  pods.delete('default/a')
  pods.create(podOn(''))
  expect(api.pods.get('default/a')?.metadata.uid).not.toBe(first)
})

it('has one Ready condition a Pod', () => {
  const pod = withReady(withReady(podOn(''), true), false)
  expect(pod.status.conditions).toEqual([{ type: 'Ready', status: 'False' }])
  expect(isTerminating(pod)).toBe(false)
  expect(timestampOf(86_400_000)).toBe('2026-01-02T00:00:00Z')
})
