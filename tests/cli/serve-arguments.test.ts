import { describe, expect, it } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { logLevels, type ServeArguments } from '../../src/cli/serve-arguments.ts'

async function askedFor(...args: string[]) {
  let asked: ServeArguments | undefined
  let err = ''
  const exitCode = await runProgram(['serve', ...args], {
    environment: {},
    out: () => {},
    err: (text) => {
      err += text
    },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 0,
    serve: async (options) => {
      asked = options
      return 0
    },
  })
  return { exitCode, asked, err }
}

describe('kpe serve', () => {
  it('listens on this machine alone, unless told otherwise', async () => {
    const { asked } = await askedFor()
    expect(asked).toMatchObject({ host: '127.0.0.1', port: 8080, logLevel: 'warn' })
    const other = await askedFor(
      '--host',
      '::1',
      '--port',
      '0',
      '--allow-host',
      'a',
      '--allow-host',
      'b',
    )
    expect(other.asked).toMatchObject({ host: '::1', port: 0, allowHost: ['a', 'b'] })
  })

  it.each(logLevels)('logs at the level %s', async (level) => {
    expect((await askedFor('--log-level', level)).asked?.logLevel).toBe(level)
  })

  it.each([
    ['--port', '65536'],
    ['--port', '-1'],
    ['--log-level', 'loud'],
  ])('%s %s is bad usage', async (...args) => {
    expect(await askedFor(...args)).toMatchObject({ exitCode: 2, asked: undefined })
  })
})
