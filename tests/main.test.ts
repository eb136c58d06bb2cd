import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('is a program with an exit code', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
      encoding: 'utf8',
    })
  expect(run('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' })
  expect(run('rulez')).toMatchObject({ status: 2, stdout: '' })
})
