import { expect, it } from 'vitest'
import {
  ApiObjects,
  keyOf,
  workloadKey,
} from '../../../../src/simulation/cluster/api/api-objects.ts'
import { objectsOf, theOnly } from '../../../kubernetes/manifests.ts'
import { web } from '../living.ts'

it('holds objects by kind and name, and tells watchers what they were and are', () => {
  const api = new ApiObjects()
  const told: string[] = []
  api.watch(({ before, after }) =>
    told.push(`${before?.kind ?? 'none'} → ${after?.kind ?? 'none'}`),
  )
  const [service, deployment] = objectsOf(web())
  if (service === undefined || deployment === undefined) return expect.unreachable()
  api.put(service)
  api.put(service)
  api.put(deployment)
  expect([...api.services.keys(), ...api.workloads.keys()]).toEqual([
    'default/web',
    'Deployment default/web',
  ])
  expect(api.find('Deployment', 'default/web')).toBe(deployment)
  api.remove(service)
  api.remove(service)
  expect(told).toEqual([
    'none → Service',
    'Service → Service',
    'none → Deployment',
    'Service → none',
  ])
})

it('names objects as users do', () => {
  const pod = theOnly(
    'Pod',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}',
  )
  expect([keyOf(pod), workloadKey(pod)]).toEqual(['default/a', 'Pod default/a'])
})

it('lists what there is, in the same array until something changes', () => {
  const api = new ApiObjects()
  const [service] = objectsOf(web())
  if (service === undefined) return expect.unreachable()
  api.put(service)
  const listed = api.list()
  expect(api.list()).toBe(listed)
  api.remove(service)
  expect([listed.length, api.list().length]).toEqual([1, 0])
})
