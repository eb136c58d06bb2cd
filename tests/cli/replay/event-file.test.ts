import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import { EventFile } from '../../../src/cli/replay/event-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'kpe-events-'))

it('is there once all its lines are, and not before', () => {
  const file = join(folder, 'all.ndjson')
  const events = new EventFile(file)
  for (let n = 0; n < 10_000; n += 1) events.add({ n })
  expect(existsSync(file)).toBe(false)
  events.finish()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(10_000)
  expect(lines.at(-1)).toBe('{"n":9999}')
  expect(existsSync(`${file}.part`)).toBe(false)
})

it('leaves nothing when it is given up, and names a folder that is not there', () => {
  const file = join(folder, 'none.ndjson')
  const events = new EventFile(file)
  events.add({})
  events.discard()
  expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false)
  try {
    new EventFile(join(folder, 'no', 'such'))
    expect.unreachable()
  } catch (error) {
    expect(isUserError(error) && error.code).toBe('E_FILE')
  }
})
