import { Worker } from 'node:worker_threads'
import { afterAll, expect, it } from 'vitest'
import type { ClusterWorkerReply } from '../../../src/server/workers/cluster-worker.ts'
import { workerFile } from '../../../src/server/workers/worker-file.ts'
import { shopChange } from '../shop.ts'

const { file, workerData } = workerFile('cluster-worker')
const worker = new Worker(file, { workerData })
afterAll(() => worker.terminate())

function ask(id: number, request: object): Promise<ClusterWorkerReply> {
  return new Promise((resolve) => {
    worker.once('message', resolve)
    worker.postMessage({ id, request })
  })
}

it('a thread answers under the number of the request, with what it found or what is wrong', async () => {
  const settings = { mode: 'iptables' }
  const made = await ask(1, { kind: 'make', cluster: 'shop', settings, changes: [shopChange] })
  expect(made).toMatchObject({ id: 1, answer: { events: [] } })
  const refused = await ask(2, { kind: 'summary', cluster: 'other' })
  expect(refused).toMatchObject({ id: 2, failure: { kind: 'refused', code: 'E_UNKNOWN_OBJECT' } })
  const bug = await ask(3, { kind: 'nonesuch', cluster: 'shop' })
  expect(bug).toMatchObject({ id: 3, failure: { kind: 'bug' } })
})
