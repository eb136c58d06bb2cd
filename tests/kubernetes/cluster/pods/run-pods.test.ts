import { expect, it } from 'vitest'
import { sortByKind } from '../../../../src/kubernetes/cluster/input-parts.ts'
import { makeNodes } from '../../../../src/kubernetes/cluster/made-nodes.ts'
import { runPods } from '../../../../src/kubernetes/cluster/pods/run-pods.ts'
import { objectsOf } from '../../manifests.ts'

const parts = sortByKind(
  objectsOf('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c}]}'),
)
const nodes = makeNodes([], ['IPv4'], 2, 0)

it('a Pod stays where it was, and is in the state that is asked for', () => {
  const notes: string[] = []
  const [first] = runPods(parts, nodes, ['IPv4'], [], undefined, notes)
  if (first === undefined) throw new Error('no Pod')
  const moved = { ...first, spec: { ...first.spec, nodeName: 'node-2' } }
  const states = new Map([['default/web', 'not-ready' as const]])
  const [again] = runPods(parts, nodes, ['IPv4'], [moved], states, notes)
  expect(again?.spec.nodeName).toBe('node-2')
  expect(again?.status.podIPs).toEqual(first.status.podIPs)
  expect(again?.status.conditions).toEqual([{ type: 'Ready', status: 'False' }])
  expect(notes).toEqual([])
})

it('says which Pods wait', () => {
  const notes: string[] = []
  runPods(parts, [], ['IPv4'], [], undefined, notes)
  expect(notes).toEqual([
    'Pod default/web stays Pending: no node takes it, or none has an address left',
  ])
})
