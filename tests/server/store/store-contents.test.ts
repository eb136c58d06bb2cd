import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checksumOf, frameValue } from '../../../src/server/store/framed-value.ts'
import { indexKey, type Level, readContents } from '../../../src/server/store/store-contents.ts'

const scenario = { name: 'rollout', text: 'purpose: x', files: {} }
const record = frameValue(scenario)
const index = (keys: ReadonlyMap<string, number>) => frameValue({ writes: 3, keys })
const whole = index(new Map([['scenario/rollout', checksumOf(record)]]))

let folder = ''
let level: Level
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-contents-'))
  level = new ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' })
})
afterEach(async () => {
  await level.close()
  rmSync(folder, { recursive: true })
})

describe('what a store holds', () => {
  it('is nothing at first', async () => {
    expect(await readContents(level)).toMatchObject({ writes: 0, scenarios: new Map() })
  })

  it('is what its index names, and no more', async () => {
    await level.put('scenario/rollout', record)
    await level.put('scenario/never-acknowledged', record)
    await level.put(indexKey, whole)
    expect(await readContents(level)).toMatchObject({
      writes: 3,
      scenarios: new Map([['rollout', scenario]]),
    })
  })

  it.each([
    {
      name: 'a record without an index',
      records: { 'scenario/rollout': record },
      want: 'its index is missing',
    },
    {
      name: 'an index cut short',
      records: { index: whole.subarray(0, 10) },
      want: 'its index is damaged',
    },
    {
      name: 'an index without its record',
      records: { index: whole },
      want: 'scenario/rollout is missing',
    },
    {
      name: 'half a record',
      records: { index: whole, 'scenario/rollout': record.subarray(0, 20) },
      want: 'scenario/rollout is damaged',
    },
    {
      name: 'a record of before',
      records: { index: whole, 'scenario/rollout': frameValue({ ...scenario, text: 'older' }) },
      want: 'scenario/rollout is older than the index',
    },
  ])('is damaged with $name', async ({ records, want }) => {
    for (const [key, value] of Object.entries(records)) await level.put(key, value)
    expect(await readContents(level)).toEqual({ damage: want })
  })
})
