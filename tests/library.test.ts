import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

it('runs the example of the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpe-library-'))
  // The example imports the package by its name; here the same code runs on the sources.
  const code = readFileSync('examples/library/first-trace.mjs', 'utf8').replace(
    "'kube-proxy-emulator'",
    `'${resolve('src/library.ts')}'`,
  )
  writeFileSync(join(folder, 'example.mjs'), code)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(folder, 'example.mjs')],
    { encoding: 'utf8' },
  )
  rmSync(folder, { recursive: true })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^reached\n(10\.244\.\d+\.\d+:8080 0\.333\n){3}$/)
})
