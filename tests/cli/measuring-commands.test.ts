import { expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

it.each(['bench', 'calibrate'])('kpe %s --help shows an example', async (name) => {
  const { exitCode, out } = await kpe(name, '--help')
  expect(exitCode).toBe(0)
  expect(out).toMatch(/Examples:\n {2}(sudo )?kpe /)
})

it('the part of calibrate that sends packets is not for users', async () => {
  expect((await kpe('--help')).out).not.toContain('probe')
})
