import { expect, it } from 'vitest'
import { defaultClusterSettings } from '../../../src/simulation/cluster/cluster-settings.ts'

it('takes what kube-controller-manager 1.36 has for a lost node', () => {
  expect(defaultClusterSettings.nodeLifecycle).toMatchObject({
    monitorGracePeriodMs: 50_000,
    tolerationMs: 300_000,
  })
})
