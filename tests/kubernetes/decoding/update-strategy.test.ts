import { expect, it } from 'vitest'
import type { WorkloadKind } from '../../../src/kubernetes/objects/workload.ts'
import { theOnly } from '../manifests.ts'

const rows: readonly { kind: WorkloadKind; spec: string; want: unknown }[] = [
  {
    kind: 'Deployment',
    spec: '',
    want: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  },
  {
    kind: 'Deployment',
    spec: 'strategy: {rollingUpdate: {maxUnavailable: 0}},',
    want: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
  },
  { kind: 'Deployment', spec: 'strategy: {type: Recreate},', want: { type: 'Recreate' } },
  {
    kind: 'StatefulSet',
    spec: '',
    want: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  },
  {
    kind: 'DaemonSet',
    spec: '',
    want: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  },
  { kind: 'DaemonSet', spec: 'updateStrategy: {type: OnDelete},', want: { type: 'OnDelete' } },
  { kind: 'ReplicaSet', spec: '', want: undefined },
]

it.each(rows)('a $kind with {$spec} replaces its Pods by $want', ({ kind, spec, want }) => {
  const text = `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: {${spec} template: {}}`
  expect(theOnly(kind, text).spec.updateStrategy).toEqual(want)
})
