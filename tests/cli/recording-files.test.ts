import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRecordingFiles, readRecording } from '../../src/cli/recording-files.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-recordings-'))
  mkdirSync(join(folder, 'recordings', 'ipvs'), { recursive: true })
  writeFileSync(join(folder, 'recordings', 'ipvs', 'a.json'), '{}')
  writeFileSync(join(folder, 'recordings', 'b.jsonl.gz'), gzipSync('{"x":1}\n'))
  writeFileSync(join(folder, 'cut.jsonl.gz'), gzipSync('{"x":1}\n'.repeat(50)).subarray(0, 20))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('files of recordings', () => {
  it('are found below a folder, in order, and keep their path for answers', () => {
    const found = findRecordingFiles([join(folder, 'recordings')])
    expect(found.map((file) => file.answerPath)).toEqual(['b.jsonl', 'ipvs/a.json'])
  })

  it('given by a relative path, keep it', () => {
    expect(findRecordingFiles(['LICENSE'])).toEqual([{ path: 'LICENSE', answerPath: 'LICENSE' }])
  })

  it('are read uncompressed', () => {
    expect(readRecording(join(folder, 'recordings', 'b.jsonl.gz'))).toBe('{"x":1}\n')
  })

  it('cut in the middle are an error that names the file', () => {
    expect(() => readRecording(join(folder, 'cut.jsonl.gz'))).toThrow(/not a whole gzip file/)
  })
})
