import { describe, expect, it } from 'vitest'
import { nodeTakes } from '../../../../src/kubernetes/cluster/pods/node-choice.ts'
import { theOnly } from '../../manifests.ts'

const node = (taints = '[]', labels = '{}') =>
  theOnly(
    'Node',
    `apiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: ${labels}}\nspec: {taints: ${taints}}`,
  )
const toleration = (fields: object) => ({
  key: '',
  operator: 'Equal',
  value: '',
  effect: '',
  ...fields,
})
const controlPlane = '[{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}]'

describe('which nodes a Pod may run on', () => {
  it.each([
    { nodeSelector: {}, want: true },
    {
      nodeSelector: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': 'node-1' },
      want: true,
    },
    { nodeSelector: { 'kubernetes.io/os': 'windows' }, want: false },
    { nodeSelector: { disk: 'ssd' }, want: true },
    { nodeSelector: { disk: 'hdd' }, want: false },
  ])('with $nodeSelector: $want', ({ nodeSelector, want }) => {
    expect(nodeTakes(node('[]', '{disk: ssd}'), { nodeSelector, tolerations: [] })).toBe(want)
  })

  it.each([
    { taints: controlPlane, tolerations: [], want: false },
    { taints: controlPlane, tolerations: [toleration({ operator: 'Exists' })], want: true },
    {
      taints: controlPlane,
      tolerations: [
        toleration({ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }),
      ],
      want: true,
    },
    {
      taints: controlPlane,
      tolerations: [
        toleration({ key: 'node-role.kubernetes.io/control-plane', effect: 'NoExecute' }),
      ],
      want: false,
    },
    {
      taints: '[{key: a, value: b, effect: NoExecute}]',
      tolerations: [toleration({ key: 'a', value: 'c' })],
      want: false,
    },
    { taints: '[{key: a, effect: PreferNoSchedule}]', tolerations: [], want: true },
  ])('taints $taints, tolerations $tolerations: $want', ({ taints, tolerations, want }) => {
    expect(nodeTakes(node(taints), { nodeSelector: {}, tolerations })).toBe(want)
  })
})
