import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

const cluster = 'tests/simulation/dns/data/cluster.yaml'
const data = 'tests/simulation/flows/data'
const folder = mkdtempSync(join(tmpdir(), 'kpe-flows-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const replay = (flows: string, ...args: string[]) =>
  kpe('replay', '--flows', flows, '-f', cluster, ...args)

describe('kpe replay --flows', () => {
  it('shows what a capture would have met in each mode, the same every time', async () => {
    const seen = await replay(`${data}/http.pcap`)
    expect(seen).toMatchObject({ exitCode: 0, err: '' })
    expect(seen.out).toMatch(/^SERVICE +BACKEND +IPTABLES +BYTES +IPVS +BYTES +NFTABLES +BYTES$/m)
    expect(seen.out).toMatch(/^shop\/web:http +pod\/shop\/web-a 10\.244\.0\.5:8080 /m)
    expect(await replay(`${data}/http.pcap`)).toEqual(seen)
  })

  it('reads every kind', async () => {
    const csv = file('a.csv', 'src,dst,dport\n10.244.0.5,10.96.1.1,80\n')
    const ndjson = file('a.ndjson', '{"src":"10.244.0.5","dst":"10.96.1.1","dport":80}\n')
    for (const [path, kind] of [
      [csv, 'csv'],
      [ndjson, 'ndjson'],
      [`${data}/http.pcapng.gz`, 'pcapng'],
      [`${data}/conntrack-list.txt`, 'conntrack'],
    ] as const) {
      const { out } = await replay(path, '--mode', 'nftables', '-o', 'json')
      const { rows, ...head } = JSON.parse(out)
      expect(head.kind).toBe(kind)
      expect(rows.some((row: { service?: string }) => row.service === 'shop/web:http')).toBe(true)
    }
  })

  it.each(['10.96.1.1', 'svc/shop/web'])('maps addresses to %s', async (to) => {
    const csv = file('old.csv', 'src,dst,dport\n172.16.0.1,172.20.0.9,80\n')
    const args = ['--map', `172.20.0.9=${to}`, '--map', '172.16.0.1=pod/shop/web-a']
    const { out } = await replay(csv, '--mode', 'ipvs', ...args)
    expect(out).toContain('shop/web:http')
    expect(out).toContain('1 flows from pods')
  })

  it('leaves out and counts what cannot be read, with --skip-bad', async () => {
    const csv = file('bad.csv', 'src,dst,dport\nx,y,z\n10.244.0.5,10.96.1.1,80\n')
    expect(await replay(csv)).toMatchObject({ exitCode: 2, out: '' })
    const { exitCode, out } = await replay(csv, '--skip-bad')
    expect(exitCode).toBe(0)
    expect(out).toContain(`the first: ${csv}:2: source "x" is no IP address`)
  })

  it.each([
    {
      name: 'a file that is not there',
      flows: 'nowhere.pcap',
      says: 'nowhere.pcap: cannot be read',
    },
    { name: 'a folder', flows: 'tests', says: 'is a folder, no recording' },
    { name: 'another file', flows: 'package.json', says: 'no JSON' },
    { name: 'a file of no kind', flows: 'README.md', says: 'neither pcap, pcapng, CSV' },
  ])('refuses $name', async ({ flows, says }) => {
    const seen = await replay(flows)
    expect(seen.exitCode).toBe(2)
    expect(seen.err).toContain(says)
  })

  it.each([
    { map: 'x', says: 'expected OLD=NEW' },
    { map: '10.0.0.1=svc/shop/missing', says: 'no Service "missing"' },
    { map: '10.0.0.1=pod/shop/nobody', says: 'no Pod "nobody"' },
  ])('refuses --map $map', async ({ map, says }) => {
    const seen = await replay(`${data}/http.pcap`, '--map', map)
    expect(seen.exitCode).toBe(2)
    expect(seen.err).toContain(says)
  })

  it('refuses a capture in which nothing is a flow', async () => {
    const empty = Buffer.alloc(24)
    empty.writeUInt32BE(0xa1b2c3d4, 0)
    empty.writeUInt16BE(2, 4)
    empty.writeUInt32BE(1, 20)
    const path = join(folder, 'empty.pcap')
    writeFileSync(path, empty)
    expect((await replay(path)).err).toContain('no flow in it')
  })
})
