import { expect, it } from 'vitest'
import { PodLife } from '../../../../src/simulation/cluster/kubelet/pod-life.ts'
import { theOnly } from '../../../kubernetes/manifests.ts'

const podWith = (ports: string) =>
  theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: node-1, containers: [{name: c, ports: [${ports}]}]}`,
  )

it.each([
  { ports: '{containerPort: 80}', listens: [true, false, false] },
  { ports: '{containerPort: 80, protocol: UDP}', listens: [false, true, false] },
  { ports: '', listens: [true, true, true] },
])('a Pod that declares [$ports] listens where it says, or anywhere', ({ ports, listens }) => {
  const life = new PodLife(podWith(ports), ['10.0.0.1'])
  expect(life.listens(6, 80)).toBe(false)
  life.isListening = true
  expect([life.listens(6, 80), life.listens(17, 80), life.listens(6, 81)]).toEqual(listens)
})

it('tells each listener once that its processes ended', () => {
  const life = new PodLife(podWith(''), [])
  const told: string[] = []
  life.onEnd((how) => told.push(how))
  life.endProcesses('rst')
  life.endProcesses('fin')
  expect(told).toEqual(['rst'])
})
