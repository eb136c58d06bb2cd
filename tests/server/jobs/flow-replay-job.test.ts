import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { formatJson, toListManifest } from '../../../src/kubernetes/printing/manifest.ts'
import { runFlowReplay } from '../../../src/server/jobs/flow-replay-job.ts'
import { shopCluster } from '../shop.ts'

const manifest = { file: 'shop', text: formatJson(toListManifest(shopCluster().cluster.objects)) }
const request = {
  kind: 'flow-replay',
  recording: { file: 'http.pcap', bytes: readFileSync('tests/simulation/flows/data/http.pcap') },
  cluster: { manifest },
  modes: ['ipvs'],
  map: [],
  skipBad: false,
  namespace: 'default',
  seed: 1,
} as const

it('plays a recording, in the modes that were asked for, the same each time', async () => {
  const outcome = await runFlowReplay(request, () => undefined)
  expect(outcome.table).toContain('IPVS')
  expect(outcome.table).not.toContain('NFTABLES')
  expect(await runFlowReplay(request, () => undefined)).toEqual(outcome)
})

it('refuses a map that means nothing', async () => {
  const wrong = runFlowReplay({ ...request, map: ['a'] }, () => undefined)
  await expect(wrong).rejects.toThrow('expected OLD=NEW')
})
