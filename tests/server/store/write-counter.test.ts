import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WriteCounter } from '../../../src/server/store/write-counter.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-counter-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const path = () => join(folder, 'writes')

it('counts on where it was closed', async () => {
  const counter = await WriteCounter.open(path())
  expect(await counter.read()).toBe(0)
  for (const count of [1, 2, 3]) await counter.write(count)
  await counter.close()
  const again = await WriteCounter.open(path())
  expect(await again.read()).toBe(3)
  await again.reset()
  expect(await again.read()).toBe(0)
  await again.close()
})

it('a write that was cut off leaves the one before', async () => {
  const counter = await WriteCounter.open(path())
  await counter.write(1)
  await counter.write(2)
  await counter.close()
  const bytes = readFileSync(path())
  writeFileSync(path(), Buffer.concat([bytes.subarray(0, 5), Buffer.alloc(27), bytes.subarray(32)]))
  const again = await WriteCounter.open(path())
  expect(await again.read()).toBe(1)
  await again.close()
})
