import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

it('lists files that are no recordings as skipped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpe-verify-'))
  writeFileSync(join(folder, 'notes.md'), '# notes\n')
  const { exitCode, out } = await kpe('verify', folder)
  rmSync(folder, { recursive: true })
  expect(exitCode).toBe(0)
  expect(out).toContain('1 skipped:')
  expect(out).toContain('notes.md (no recording)')
})

it('names files that cannot be read, and compares the others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpe-verify-'))
  writeFileSync(join(folder, 'cut.jsonl.gz'), 'no gzip')
  writeFileSync(join(folder, 'notes.md'), '# notes\n')
  const { exitCode, out, err } = await kpe('verify', folder)
  const alone = await kpe('verify', join(folder, 'cut.jsonl.gz'))
  rmSync(folder, { recursive: true })
  expect(exitCode).toBe(2)
  expect(out).toContain('notes.md (no recording)')
  expect(err).toMatch(/error: .*cut\.jsonl\.gz: not a whole gzip file/)
  expect(alone).toMatchObject({ exitCode: 2, out: '' })
})
