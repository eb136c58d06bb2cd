import { expect, it } from 'vitest'
import {
  makeInitialCluster,
  withLaterObjects,
} from '../../../../src/simulation/scenario/reading/initial-cluster.ts'
import { readLines } from '../read-text.ts'

const zonesOf = ({ objects }: ReturnType<typeof makeInitialCluster>) =>
  objects
    .filter(({ kind }) => kind === 'Node')
    .map(({ metadata }) => metadata.labels['topology.kubernetes.io/zone'])

it('deals zones to the nodes that it makes, but not to those that are given', () => {
  const zones = ['a', 'b']
  const made = makeInitialCluster([], { nodes: 3, zones })
  expect(zonesOf(made)).toEqual(['a', 'b', 'a'])
  const given = makeInitialCluster([], { nodes: 2 }).objects.filter(
    (object) => object.kind === 'Node',
  )
  expect(zonesOf(makeInitialCluster(given, { zones }))).toEqual(['zone-a', 'zone-b'])
})

it('knows what events will add', () => {
  const { initial } = readLines().cause
  const input = initial.input
    .filter((object) => object.kind === 'Service')
    .map((service) => ({ ...service, metadata: { ...service.metadata, name: 'later' } }))
  const names = withLaterObjects(initial, input.slice(0, 1)).objects.map(
    ({ metadata }) => metadata.name,
  )
  expect(names).toContain('later')
  expect(withLaterObjects(initial, [])).toBe(initial)
})
