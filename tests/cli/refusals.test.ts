import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kpe } from './run-kpe.ts'

const service = (name: string, namespace: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80 }] },
})
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-refusals-'))
  writeFileSync(join(folder, 'short.json'), JSON.stringify(service('web', 'default')))
  writeFileSync(join(folder, 'long.json'), JSON.stringify(service('n'.repeat(63), 's'.repeat(63))))
})
afterAll(() => rmSync(folder, { recursive: true }))

it.each([
  { command: ['rules'] },
  { command: ['trace', '--from', '10.244.1.9', '--to', '10.96.0.10:80'] },
  { command: ['explain', 'node/node-1'] },
])('kpe $command.0 says that nft refuses all, and because of which port', async ({ command }) => {
  const errorsOf = async (file: string, mode: string) =>
    (await kpe(...command, '--mode', mode, '-f', join(folder, file))).err
  expect(await errorsOf('short.json', 'nftables')).not.toContain('refuses')
  expect(await errorsOf('long.json', 'iptables')).not.toContain('refuses')
  const errors = await errorsOf('long.json', 'nftables')
  expect(errors).toMatch(/warning: s{63}\/n{63}:http has no usable endpoint, and its name of 132/)
  expect(errors).toContain('warning: nft refuses the transaction: ')
})
