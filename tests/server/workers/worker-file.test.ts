import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { workerFile } from '../../../src/server/workers/worker-file.ts'

it('from source, a thread loads TypeScript by way of a script that can', () => {
  const { file, workerData } = workerFile('cluster-worker')
  expect(existsSync(file)).toBe(true)
  expect(existsSync(fileURLToPath(workerData?.file ?? ''))).toBe(true)
})
