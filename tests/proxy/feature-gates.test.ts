import { expect, it } from 'vitest'
import { featureGateError, isEnabled } from '../../src/proxy/feature-gates.ts'

it('takes the default of a gate that is not set', () => {
  expect(isEnabled({}, 'AllowServiceExternalIPs')).toBe(true)
  expect(isEnabled({ AllowServiceExternalIPs: false }, 'AllowServiceExternalIPs')).toBe(false)
})

it('refuses to change a locked gate in the words of kube-proxy', () => {
  expect(featureGateError({ PreferSameTrafficDistribution: false })).toBe(
    'cannot set feature gate PreferSameTrafficDistribution to false, feature is locked to true',
  )
  expect(featureGateError({ PreferSameTrafficDistribution: true })).toBeUndefined()
  expect(featureGateError({ AllowServiceExternalIPs: false })).toBeUndefined()
})
