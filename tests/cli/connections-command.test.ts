import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

let folder = ''
const play = (text: string) => {
  const file = join(folder, 'play.txt')
  writeFileSync(file, text)
  return ['connections', '-f', 'examples/shop', '--play', file]
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-connections-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const two = `# who asks whom
pod/shop/database-0 svc/shop/catalog:80
pod/shop/database-0 svc/kube-system/kube-dns:53 udp 2
`

describe('kpe connections', () => {
  it('lists what conntrack -L would, two virtual seconds later', async () => {
    const { exitCode, out } = await kpe(...play(two))
    expect(exitCode).toBe(0)
    const lines = out.trimEnd().split('\n').sort()
    expect(lines[0]).toMatch(
      /^tcp +6 \d+ ESTABLISHED src=10\.244\.1\.\d+ dst=10\.\d+\.\d+\.\d+ sport=40000 dport=80 .*\[ASSURED\]/,
    )
    expect(lines[1]).toMatch(
      /^udp +17 \d+ src=10\.244\.1\.\d+ dst=10\.96\.0\.10 sport=40001 dport=53/,
    )
  })

  it('lists what ipvsadm -Lnc would', async () => {
    const { out } = await kpe(...play(two), '--mode', 'ipvs', '-o', 'ipvsadm')
    expect(out).toMatch(/^IPVS connection entries\n/)
    expect(out).toMatch(
      /TCP .* ESTABLISHED +10\.244\.1\.\d+:40000 +10\.\d+\.\d+\.\d+:80 +10\.244\.\d+\.\d+:8080/,
    )
  })

  it.each([
    { args: [], text: 'pod/shop/database-0', says: /play\.txt:1:1: .*expected FROM TO/ },
    { args: [], text: 'a b gre', says: /expected FROM TO \[tcp\|udp/ },
    { args: ['-o', 'ipvsadm'], text: two, says: /iptables mode has no such table/ },
  ])('refuses $text $args', async ({ args, text, says }) => {
    const { exitCode, out, err } = await kpe(...play(text), ...args)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toMatch(says)
  })
})
