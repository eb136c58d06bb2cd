import { expect, it } from 'vitest'
import { fullSyncPeriodMs } from '../../src/proxy/proxier.ts'

it('syncs fully every hour (pkg/proxy/util FullSyncPeriod)', () => {
  expect(fullSyncPeriodMs).toBe(60 * 60 * 1000)
})
