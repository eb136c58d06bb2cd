import { expect, it } from 'vitest'
import { ApiObjects } from '../../../../src/simulation/cluster/api/api-objects.ts'
import { SelectedPods } from '../../../../src/simulation/cluster/controllers/selected-pods.ts'
import { serviceOf, theOnly } from '../../../kubernetes/manifests.ts'

const pod = (name: string, labels: string) =>
  theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {${labels}}}\nspec: {containers: [{name: c}]}`,
  )
const service = (selector: Record<string, string>) => serviceOf({ ports: [{ port: 80 }], selector })

it('follows Pods, their labels and selectors', () => {
  const api = new ApiObjects()
  api.put(service({ app: 'web' }))
  api.put(pod('a', 'app: web'))
  const changed: string[] = []
  const selected = new SelectedPods(api, (key) => changed.push(key))
  const names = () => [...selected.of('default/web').keys()].map((key) => key.slice(8))
  expect(names()).toEqual(['a'])
  api.put(pod('b', 'app: web, tier: front'))
  api.put(pod('c', 'app: other'))
  expect([names(), changed.length]).toEqual([['a', 'b'], 1])
  api.put(pod('a', 'app: other'))
  expect([names(), changed.length]).toEqual([['b'], 2])
  api.put(service({ app: 'other' }))
  expect(names()).toEqual(['a', 'c'])
  api.remove(pod('c', 'app: other'))
  expect([names(), changed.length]).toEqual([['a'], 3])
  api.put(service({}))
  expect(names()).toEqual([])
  api.remove(service({}))
  expect(names()).toEqual([])
})
