import { describe, expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

describe('the command line', () => {
  it('shows what there is', async () => {
    const { exitCode, out, err } = await kpe('--help')
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    expect(out).toContain('verify')
    expect(out).toContain('Exit codes: 0 done')
  })

  it.each([
    { name: 'an unknown command', args: ['rulez'], says: "unknown command 'rulez'" },
    { name: 'an unknown flag', args: ['verify', '--quick', 'x'], says: "unknown option '--quick'" },
    { name: 'a missing argument', args: ['verify'], says: 'missing required argument' },
    { name: 'a bad number', args: ['verify', '--show', '-1', 'x'], says: 'from 0 to 1000' },
    {
      name: 'a missing file',
      args: ['verify', 'no-such-file'],
      says: 'no-such-file: cannot be read',
    },
  ])('answers $name on stderr, with exit code 2', async ({ args, says }) => {
    const { exitCode, out, err } = await kpe(...args)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toContain(says)
  })
})
