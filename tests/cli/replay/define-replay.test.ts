import { expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

it('shows examples in its help', async () => {
  const { exitCode, out } = await kpe('replay', '--help')
  expect(exitCode).toBe(0)
  expect(out).toContain('kpe replay scenarios/affinity-rollout.yaml')
  expect(out).toContain('--events <file>')
})

it('asks for a scenario', async () => {
  const { exitCode, err } = await kpe('replay')
  expect(exitCode).toBe(2)
  expect(err).toContain('neither a scenario nor --flows')
})
