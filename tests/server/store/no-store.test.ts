import { expect, it } from 'vitest'
import { noStore } from '../../../src/server/store/no-store.ts'

it('keeps nothing', async () => {
  await noStore.putCluster('shop', { mode: 'ipvs' }, { kind: 'apply', manifests: [] })
  await noStore.putScenario({ name: 's', text: '', files: {} })
  await noStore.putRun({ run: '1', text: '{}' })
  expect([noStore.clusters(), noStore.scenarios(), noStore.runs()]).toEqual([[], [], []])
  expect(await noStore.changes('shop')).toEqual([])
})
