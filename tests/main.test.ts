import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('is a program with an exit code', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
      encoding: 'utf8',
    })
  expect(run('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' })
  expect(run('rulez')).toMatchObject({ status: 2, stdout: '' })
})

it('says in a checkout that is not built how to build it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpe-unbuilt-'))
  try {
    copyFileSync('kpe', join(folder, 'kpe'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const run = spawnSync(join(folder, 'kpe'), ['trace'], { encoding: 'utf8' })
    expect(run).toMatchObject({ status: 2, stdout: '' })
    expect(run.stderr).toBe('kpe: not built yet: run `npm start` (or `npm run build`) here once\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
