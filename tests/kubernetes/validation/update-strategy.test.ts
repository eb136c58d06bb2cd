import { expect, it } from 'vitest'
import type { WorkloadKind } from '../../../src/kubernetes/objects/workload.ts'
import { validateWorkload } from '../../../src/kubernetes/validation/workload.ts'
import { theOnly } from '../manifests.ts'

const rows: readonly { kind: WorkloadKind; spec: string; want: readonly string[] }[] = [
  { kind: 'Deployment', spec: 'strategy: {rollingUpdate: {maxSurge: 50%}}', want: [] },
  {
    kind: 'Deployment',
    spec: 'strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}',
    want: [
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
  },
  {
    kind: 'Deployment',
    spec: 'strategy: {rollingUpdate: {maxUnavailable: 101%}}',
    want: [
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    ],
  },
  {
    kind: 'Deployment',
    spec: 'strategy: {rollingUpdate: {maxSurge: half}}',
    want: [
      'spec.strategy.rollingUpdate.maxSurge: Invalid value: "half": a valid percent string must be ' +
        "a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ],
  },
  {
    kind: 'Deployment',
    spec: 'strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}',
    want: [
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
  },
  {
    kind: 'Deployment',
    spec: 'strategy: {type: Slowly}, minReadySeconds: -1',
    want: [
      'spec.strategy: Unsupported value: {"Type":"Slowly","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    ],
  },
  {
    kind: 'StatefulSet',
    spec: 'podManagementPolicy: Random, updateStrategy: {rollingUpdate: {partition: -1}}',
    want: [
      "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'",
      'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
    ],
  },
  {
    kind: 'DaemonSet',
    spec: 'updateStrategy: {rollingUpdate: {maxSurge: 1}}',
    want: [
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ],
  },
]

it.each(rows)('a $kind with $spec', ({ kind, spec, want }) => {
  const template = '{metadata: {labels: {app: a}}, spec: {containers: [{name: c}]}}'
  const text = `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: {selector: {matchLabels: {app: a}}, template: ${template}, ${spec}}`
  expect(validateWorkload(theOnly(kind, text)).map((error) => error.text)).toEqual(want)
})
