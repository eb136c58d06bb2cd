import { expect, it } from 'vitest'
import { deletionOrder } from '../../../../src/simulation/cluster/controllers/deletion-order.ts'
import { theOnly } from '../../../kubernetes/manifests.ts'

function pod(
  name: string,
  fields: { node?: string; ready?: boolean; phase?: string; cost?: number },
) {
  const { node = 'node-1', ready = true, phase = 'Running', cost } = fields
  const annotations =
    cost === undefined
      ? ''
      : `annotations: {controller.kubernetes.io/pod-deletion-cost: "${cost}"},`
  return theOnly(
    'Pod',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, uid: ${name}, ${annotations}}\nspec: {nodeName: ${node}, containers: [{name: c}]}\nstatus: {phase: ${phase}, conditions: [{type: Ready, status: "${ready ? 'True' : 'False'}"}]}`,
  )
}

it('goes by node, phase, readiness, cost, crowding, age, and then UID', () => {
  const since: Record<string, number> = { young: 90_000 }
  const pods = [
    pod('z-old', { node: 'a' }),
    pod('old', { node: 'a' }),
    pod('young', { node: 'a' }),
    pod('crowded-1', { node: 'b' }),
    pod('crowded-2', { node: 'b' }),
    pod('crowded-3', { node: 'b' }),
    pod('crowded-4', { node: 'b' }),
    pod('cheap', { node: 'c', cost: -1 }),
    pod('not-ready', { node: 'd', ready: false }),
    pod('pending', { node: 'd', ready: false, phase: 'Pending' }),
  ]
  const readySince = ({ metadata }: { metadata: { name: string } }) => since[metadata.name] ?? 0
  expect(deletionOrder(pods, readySince, 100_000).map(({ metadata }) => metadata.name)).toEqual([
    'pending',
    'not-ready',
    'cheap',
    'crowded-1',
    'crowded-2',
    'crowded-3',
    'crowded-4',
    'young',
    'old',
    'z-old',
  ])
})
