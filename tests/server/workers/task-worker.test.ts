import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { askDumps, runJob } from '../../../src/server/workers/task-worker.ts'
import { bytesOf } from '../shop.ts'

it('answers a job, or why it cannot be done', async () => {
  const { port2 } = new MessageChannel()
  const request = { kind: 'verification', recordings: [], show: 0 } as const
  expect(await runJob({ request, port: port2 })).toMatchObject({ value: { passed: true } })
  const dumps = [{ file: 'x', bytes: bytesOf('nonsense') }]
  expect(await askDumps({ kind: 'rules', dumps })).toMatchObject({ failure: { code: 'E_FILE' } })
})
