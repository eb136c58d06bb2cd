import { describe, expect, it } from 'vitest'
import { rulesOutputs, traceProtocols } from '../../src/report/choices.ts'
import { kpe } from '../cli/run-kpe.ts'

describe('what flags may be set to', () => {
  it.each([
    { command: 'trace', choices: traceProtocols },
    { command: 'rules', choices: rulesOutputs },
  ])('is named by kpe $command --help', async ({ command, choices }) => {
    const { out } = await kpe(command, '--help')
    for (const choice of choices) expect(out).toContain(`"${choice}"`)
  })

  it.each(traceProtocols)('kpe trace --protocol %s is understood', async (protocol) => {
    const args = ['-f', 'examples/shop', '--from', 'client', '--to', '10.96.0.10:53']
    const { exitCode, out } = await kpe('trace', ...args, '--protocol', protocol)
    expect(exitCode).toBe(0)
    expect(out.split('\n')[0]).toContain(` ${protocol} on `)
  })

  it.each(rulesOutputs)('kpe rules -o %s is printed by one of the modes', async (output) => {
    const codes = []
    for (const mode of ['iptables', 'ipvs', 'nftables']) {
      const seen = await kpe('rules', '-f', 'examples/shop', '--mode', mode, '-o', output)
      codes.push(seen.exitCode)
      if (seen.exitCode === 2) expect(seen.err).toContain(`${mode} mode has no such form`)
      else expect(seen.out).not.toBe('')
    }
    expect(codes).toContain(0)
  })
})
