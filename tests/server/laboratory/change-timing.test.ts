import { expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { syncAfterMs } from '../../../src/server/laboratory/change-timing.ts'

it('the sync after a change is one that kube-proxy would not put off', () => {
  expect(syncAfterMs).toBeGreaterThan(defaultProxyConfiguration.minSyncPeriodMs)
})
