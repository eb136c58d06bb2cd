import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTextFile } from '../../src/cli/text-file.ts'

let folder = ''
const file = (content: string | Uint8Array) => {
  const path = join(folder, 'text')
  writeFileSync(path, content)
  return path
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-text-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const codeOf = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    return (error as { code?: string }).code
  }
  return 'no error'
}

describe('a text file', () => {
  it('is read whole, with its name', () => {
    const path = file('*nat\n# ü\nCOMMIT\n')
    expect(readTextFile(path)).toEqual({ file: path, text: '*nat\n# ü\nCOMMIT\n' })
  })

  it('that is no text has the sign of it where it is none', () => {
    expect(readTextFile(file(Uint8Array.of(0x41, 0xff, 0x42))).text).toBe('A\ufffdB')
  })

  it('of more than 128 MB is refused, unread', () => {
    const path = file('')
    truncateSync(path, 128 * 1024 * 1024 + 1)
    expect(() => readTextFile(path)).toThrow('the file has 129 MB; at most 128 MB are read')
    expect(codeOf(() => readTextFile(path))).toBe('E_LIMIT')
  })

  it.each([
    { name: 'that is not there', path: () => join(folder, 'nowhere') },
    { name: 'that is a folder', path: () => folder },
  ])('$name cannot be read', ({ path }) => {
    expect(codeOf(() => readTextFile(path()))).toBe('E_FILE')
    expect(() => readTextFile(path())).toThrow('cannot be read: ')
  })
})
