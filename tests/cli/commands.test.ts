import { expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

it.each(['demo', 'rules', 'trace', 'connections', 'explain', 'objects', 'verify'])(
  'kpe %s --help shows examples',
  async (name) => {
    const { exitCode, out } = await kpe(name, '--help')
    expect(exitCode).toBe(0)
    expect(out).toMatch(/Examples:\n {2}.*kpe /)
  },
)
