import { describe, expect, it } from 'vitest'
import { runSystemCommand, stopSystemCommands } from '../../../src/cli/calibrate/system-command.ts'

const node = process.execPath

describe('a program of the machine', () => {
  it('gets its input, and what it says is told', async () => {
    const program = 'process.stdin.pipe(process.stdout); console.error("so"); process.exitCode = 3'
    expect(await runSystemCommand([node, '-e', program], 'rules')).toEqual({
      status: 3,
      stdout: 'rules',
      stderr: 'so\n',
    })
  })

  it('that is not there is no exception', async () => {
    const result = await runSystemCommand(['/no/such/program'])
    expect(result.status).toBeUndefined()
    expect(result.stderr).toContain('ENOENT')
  })

  it('may end without reading what it is given', async () => {
    const { status } = await runSystemCommand([node, '-e', ''], 'x'.repeat(1_000_000))
    expect(status).toBe(0)
  })

  it('is gone once it was stopped', async () => {
    const result = runSystemCommand([node, '-e', 'setInterval(() => 0, 1000)'])
    await stopSystemCommands()
    expect((await result).status).toBeUndefined()
  })
})
