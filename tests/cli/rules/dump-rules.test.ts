import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

const dumps = {
  iptables: '*filter\n:INPUT ACCEPT [3:180]\n-A INPUT -p tcp -j DROP\nCOMMIT\n',
  ipset:
    'create X hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12\nadd X 10.96.0.1\n',
  ipvs: '-A -t 10.96.0.1:80 -s rr\n-a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m -w 1\n',
  nftables: 'table ip t {\n\tchain c {\n\t\tdrop\n\t}\n}\n',
}
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-dumps-'))
  for (const [name, text] of Object.entries(dumps)) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true }))
const rules = (kind: string, ...args: string[]) =>
  kpe('rules', '--rules', join(folder, kind), ...args)

describe('a dump printed again', () => {
  it.each(Object.entries(dumps))('of %s is as it came', async (kind, text) => {
    expect(await rules(kind)).toMatchObject({ exitCode: 0, out: text })
  })

  it.each([
    { kind: 'iptables', output: 'json', has: '"-p tcp' },
    { kind: 'iptables', output: 'save', has: ':INPUT ACCEPT [3:180]' },
    { kind: 'ipvs', output: 'ipvsadm-list', has: 'TCP  10.96.0.1:80 rr' },
    { kind: 'ipvs', output: 'ipvsadm', has: '-A -t 10.96.0.1:80 -s rr' },
    { kind: 'ipset', output: 'ipset', has: 'add X 10.96.0.1' },
    { kind: 'nftables', output: 'nft', has: 'table ip t {' },
    { kind: 'nftables', output: 'nft-json', has: '"nftables"' },
  ])('of $kind in the form $output', async ({ kind, output, has }) => {
    const { exitCode, out } = await rules(kind, '-o', output)
    expect(exitCode).toBe(0)
    expect(out).toContain(has)
  })

  it.each([
    { kind: 'iptables', output: 'nft' },
    { kind: 'ipvs', output: 'save' },
    { kind: 'ipset', output: 'json' },
    { kind: 'nftables', output: 'restore' },
  ])('of $kind has no form $output', async ({ kind, output }) => {
    const { exitCode, out, err } = await rules(kind, '-o', output)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toContain(`-o ${output}: a dump of ${kind} has no such form`)
  })
})
