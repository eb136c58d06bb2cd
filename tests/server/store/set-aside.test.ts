import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { setAside } from '../../../src/server/store/set-aside.ts'

it('a store gets a name that nothing has, and what is not there is reported', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpe-aside-'))
  const location = join(folder, 'store')
  const reports: string[] = []
  for (let round = 0; round < 2; round += 1) {
    mkdirSync(location)
    setAside(location, 'bad', (text) => reports.push(text))
  }
  setAside(location, 'bad', (text) => reports.push(text))
  expect(readdirSync(folder).sort()).toEqual(['store-damaged-1', 'store-damaged-2'])
  expect(reports[0]).toContain('store-damaged-1')
  expect(reports[2]).toContain('is not there')
  rmSync(folder, { recursive: true })
})
