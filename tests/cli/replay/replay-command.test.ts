import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { webManifests } from '../../simulation/scenario/read-text.ts'
import { kpe } from '../run-kpe.ts'

const folder = mkdtempSync(join(tmpdir(), 'kpe-replay-'))
const write = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
write('web.yaml', webManifests)
const scenario = (failed: number) => `purpose: It shows something.
duration: 10s
manifests: web.yaml
clients: { shop: { podsOn: node-1 } }
traffic: { steady: { from: shop, to: svc/web, rate: 10/s } }
expect: [{ failed: ${failed} }]
without: { cause: None is left., cluster: { nodes: 2 }, objects: [{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: web }, spec: { replicas: 0, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web }] } } } }], expect: [{ refused: 100% }] }
`
const good = write('good.yaml', scenario(0))
const bad = write('bad.yaml', scenario(3))

describe('kpe replay', () => {
  it('prints one table, modes side by side', async () => {
    const { exitCode, out, err } = await kpe('replay', good)
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toContain('good  It shows something.\nseed 1, 10s of virtual time')
    expect(out).toMatch(/MEASURE +IPTABLES +IPVS +NFTABLES/)
    expect(out).toMatch(/expectations met +1 of 1 +1 of 1 +1 of 1/)
  })

  it('ends with 1 where an expectation failed, and says what was seen and where it stands', async () => {
    const { exitCode, out } = await kpe('replay', bad, '--mode', 'ipvs', '--seed', '5')
    expect(exitCode).toBe(1)
    expect(out).toContain('seed 5')
    expect(out).toContain(
      `FAILED  ipvs  failed is 3\n        seen: 0 of 100 connections\n        ${bad}:6:12\n`,
    )
  })

  it('plays a scenario without its cause beside it', async () => {
    const { exitCode, out } = await kpe('replay', good, '--without', '--mode', 'nftables')
    expect(out).toMatch(/MEASURE +NFTABLES +NFTABLES, WITHOUT/)
    expect(exitCode).toBe(0)
  })

  it('gives data, and XML for CI', async () => {
    const json = await kpe('replay', good, '--mode', 'ipvs', '-o', 'json')
    expect(JSON.parse(json.out)).toMatchObject({
      runs: [{ scenario: 'good', mode: 'ipvs', passed: true }],
    })
    const junit = await kpe('replay', bad, '--mode', 'ipvs', '-o', 'junit')
    expect(junit.exitCode).toBe(1)
    expect(junit.out).toContain('<testsuite name="bad (ipvs)" tests="1" failures="1"')
  })

  it('writes every event, the same for the same seed', async () => {
    const [one, two] = [join(folder, 'one.ndjson'), join(folder, 'two.ndjson')]
    const first = await kpe('replay', good, '--mode', 'ipvs', '--events', one)
    const second = await kpe('replay', good, '--mode', 'ipvs', '--events', two)
    expect(second.out).toBe(first.out)
    const text = readFileSync(one, 'utf8')
    expect(readFileSync(two, 'utf8')).toBe(text)
    const kinds = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).kind)
    expect(kinds.filter((kind) => kind === 'connection-opened')).toHaveLength(100)
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({
      scenario: 'good',
      mode: 'ipvs',
      part: 'cause',
      atMs: 0,
    })
  })

  it('takes the scenarios of a folder, and leaves the manifests', async () => {
    const { exitCode, out } = await kpe('replay', folder, '--mode', 'ipvs')
    expect(exitCode).toBe(1)
    expect(out).toContain('good  It shows')
    expect(out).toContain('bad  It shows')
  })

  it.each([
    { name: 'no such file', args: ['none.yaml'], want: 'there is no such file' },
    {
      name: 'a folder without scenarios',
      args: [join(folder, 'empty')],
      want: 'no scenario in this folder',
    },
    {
      name: 'a mode that is none',
      args: [good, '--mode', 'iptable'],
      want: 'Allowed choices are iptables, ipvs, nftables',
    },
    {
      name: 'a mode that the scenario is not played in',
      args: [join(folder, 'only.yaml'), '--mode', 'ipvs'],
      want: 'the scenario is played in nftables',
    },
    {
      name: 'a manifest that is not there',
      args: [join(folder, 'lost.yaml')],
      want: 'lost.yaml:3:1: nowhere.yaml: there is no such file',
    },
    {
      name: 'events where nothing can be written',
      args: [good, '--events', '/no/such/file'],
      want: '[E_FILE]',
    },
  ])('ends with 2 at $name', async ({ args, want }) => {
    mkdirSync(join(folder, 'empty'), { recursive: true })
    writeFileSync(join(folder, 'empty', 'a.yaml'), webManifests)
    write('only.yaml', 'purpose: P.\nduration: 1s\nmodes: [nftables]\n')
    write('lost.yaml', 'purpose: P.\nduration: 1s\nmanifests: nowhere.yaml\n')
    const { exitCode, out, err } = await kpe('replay', ...args)
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(want)
  })
})
