import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkWritable } from '../../src/cli/writable-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'kpe-writable-'))

describe('a file that is to be written later', () => {
  it('is not there before', () => {
    const file = join(folder, 'new.svg')
    checkWritable(file)
    expect(existsSync(file)).toBe(false)
  })

  it('keeps what it has', () => {
    const file = join(folder, 'old.svg')
    writeFileSync(file, 'old')
    checkWritable(file)
    expect(readFileSync(file, 'utf8')).toBe('old')
  })

  it('in no folder is refused', () => {
    expect(() => checkWritable(join(folder, 'none', 'x.svg'))).toThrowError(
      expect.objectContaining({ code: 'E_FILE' }),
    )
  })
})
