import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

const folder = mkdtempSync(join(tmpdir(), 'kpe-bench-'))
const small = ['bench', '--services', '10,3', '--connections', '20']

describe('kpe bench', () => {
  it('puts the modes side by side, smallest size first', async () => {
    const { exitCode, out } = await kpe(...small)
    expect(exitCode).toBe(0)
    expect(out.match(/^ +3 {2}iptables-legacy /gm)).toHaveLength(2)
    expect(out.indexOf(' 3  nftables')).toBeLessThan(out.indexOf('10  iptables-legacy'))
  })

  it('draws a chart, and leaves an old one alone until then', async () => {
    const plot = join(folder, 'modes.svg')
    const { exitCode } = await kpe(...small, '--plot', plot, '-o', 'csv')
    expect(exitCode).toBe(0)
    expect(readFileSync(plot, 'utf8')).toMatch(/^<svg /)
  })

  it('leaves the last whole results where Ctrl-C ends it', async () => {
    const plot = join(folder, 'interrupted.svg')
    writeFileSync(plot, 'the last whole one')
    const args = ['--import', 'tsx', 'src/main.ts', 'bench', '--services', '20000', '--plot', plot]
    const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    program.stdout.on('data', (data) => {
      out += data
    })
    const ended = new Promise((resolve) => {
      program.once('exit', (_code, signal) => resolve(signal))
    })
    // Long enough to be at work, and far from the end of it.
    setTimeout(() => program.kill('SIGINT'), 2_000)
    expect(await ended).toBe('SIGINT')
    expect(out).toBe('')
    expect(readFileSync(plot, 'utf8')).toBe('the last whole one')
    expect(readdirSync(folder).filter((name) => name.startsWith('interrupted'))).toHaveLength(1)
  })

  it('takes the prices of another machine', async () => {
    const file = join(folder, 'c.json')
    const entry = {
      fixedUs: 100,
      establishedUs: 1,
      visitNs: { rules: 0, statistic: 0, recentTables: 0 },
    }
    writeFileSync(
      file,
      JSON.stringify({
        kind: 'kpe-coefficients',
        version: 1,
        source: 'slow',
        coefficients: { 'iptables-legacy': entry },
      }),
    )
    const { out } = await kpe(...small, '--coefficients', file)
    expect(out).toMatch(/iptables-legacy .* 100 µs +100 µs/)
    expect(out).toContain('Prices of iptables-legacy: slow.')
  })

  it('takes manifests', async () => {
    const { exitCode, out } = await kpe('bench', '-f', 'examples/shop', '--connections', '20')
    expect(exitCode).toBe(0)
    expect(out).toContain('iptables-nft')
  })

  it.each([
    { name: 'no Service', args: ['--services', '0'], want: /from 1 to 50000/ },
    { name: 'fewer than none', args: ['--services=-5'], want: /from 1 to 50000/ },
    { name: 'too many Services', args: ['--services', '50001'], want: /from 1 to 50000/ },
    { name: 'no number', args: ['--services', 'many'], want: /from 1 to 50000/ },
    {
      name: 'too many endpoints in all',
      args: ['--services', '50000', '--endpoints', '11'],
      want: /50000 Services × 11 endpoints are 550000; at most 500000.*E_LIMIT/,
    },
    { name: 'no such place', args: ['--position', 'third'], want: /first, middle, last, random/ },
    {
      name: 'a chart in no folder',
      args: ['--plot', '/no/such/folder/x.svg'],
      want: /cannot be written.*E_FILE/,
    },
    { name: 'no such prices', args: ['--coefficients', '/no/such.json'], want: /E_FILE/ },
    {
      name: 'manifests and a size',
      args: ['-f', 'examples/shop', '--services', '5'],
      want: /E_USAGE/,
    },
  ])('refuses $name', async ({ args, want }) => {
    const { exitCode, err } = await kpe('bench', ...args)
    expect(exitCode).toBe(2)
    expect(err).toMatch(want)
  })
})
