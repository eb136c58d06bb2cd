import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

let folder = ''
const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const service = (name: string, spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`
const pod = (name: string, app: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, labels: { app: ${app} } }\nspec: { containers: [{ name: c, image: c }] }\n`
const web = `${service('web', 'clusterIP: 10.96.0.20, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }]')}---\n${pod('web-0', 'web')}`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpe-rules-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('kpe rules', () => {
  it('prints what iptables-restore gets: filter, then nat, with hashed chain names', async () => {
    const { exitCode, out, err } = await kpe('rules', '-f', file('web.yaml', web))
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
    expect(out).toMatch(/^\*filter\n:KUBE-SERVICES - \[0:0\]\n/)
    // base32(sha256("default/webtcp")), as kube-proxy names it.
    expect(out).toContain(
      '-A KUBE-SERVICES -m comment --comment "default/web cluster IP" -m tcp -p tcp -d 10.96.0.20 --dport 80 -j KUBE-SVC-LOLE4ISW44XBNF3G\n',
    )
    expect(out.endsWith('COMMIT\n')).toBe(true)
  })

  it('prints what the next sync writes after a change, and only that', async () => {
    const after = file('more.yaml', service('api', 'clusterIP: 10.96.0.21, ports: [{ port: 80 }]'))
    const { exitCode, out, err } = await kpe('rules', '-f', file('web.yaml', web), '--then', after)
    expect(exitCode).toBe(0)
    expect(err).toMatch(/^IPv4: partial sync, \d+ lines, [\d,]+ bytes\n$/)
    expect(out).toContain('"default/api has no endpoints"')
    // The chains of what did not change are not written again.
    expect(out).not.toContain('-A KUBE-SVC-LOLE4ISW44XBNF3G')
  })

  it('says so when nothing has to be written', async () => {
    const same = file('web.yaml', web)
    const { exitCode, out, err } = await kpe('rules', '-f', same, '--then', same)
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '' })
    expect(err).toContain('nothing to write')
  })

  it.each([
    { backend: 'legacy', first: '*nat' },
    { backend: 'nft', first: '*filter' },
  ])('prints what iptables-save ($backend) shows, jumps included', async ({ backend, first }) => {
    const args = ['-f', file('web.yaml', web), '-o', 'save', '--backend', backend]
    const { out } = await kpe('rules', ...args)
    expect(out.split('\n')[0]).toBe(first)
    expect(out).toContain(
      '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    )
    expect(out).toContain('-d 10.96.0.20/32 -p tcp -m comment --comment "default/web cluster IP"')
  })

  it('prints the rules as data', async () => {
    const { out } = await kpe('rules', '-f', file('web.yaml', web), '-o', 'json')
    const data = JSON.parse(out)
    expect(data).toMatchObject({ node: 'node-1', families: [{ family: 'IPv4', sync: 'full' }] })
  })

  it('takes the pods networks from a configuration or a flag alike', async () => {
    const config = file(
      'config.yaml',
      'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.244.0.0/16\n',
    )
    const manifest = file('web.yaml', web)
    const byFile = await kpe('rules', '-f', manifest, '--config', config)
    const byFlag = await kpe('rules', '-f', manifest, '--cluster-cidr', '10.244.0.0/16')
    expect(byFile.out).toContain('! -s 10.244.0.0/16 -j KUBE-MARK-MASQ')
    expect(byFlag.out).toBe(byFile.out)
  })

  it('prints the transaction of nftables mode, and warns of names that nft refuses', async () => {
    const long = 'a'.repeat(63)
    const manifest = `apiVersion: v1\nkind: Service\nmetadata: { name: ${long}, namespace: ${'n'.repeat(63)} }\nspec: { clusterIP: 10.96.0.20, ports: [{ name: long, port: 80 }] }\n`
    const args = ['-f', file('long.yaml', manifest), '--mode', 'nftables']
    const { exitCode, out, err } = await kpe('rules', ...args)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^add table ip kube-proxy /)
    expect(err).toContain('the whole transaction fails')
  })
})

describe('kpe rules, given something wrong', () => {
  it.each([
    {
      name: 'broken YAML',
      text: 'kind: Service\n  metadata: {',
      says: /broken\.yaml:\d+:\d+: .*\[E_YAML\]/,
    },
    {
      name: 'a port of 70000',
      text: service('web', 'clusterIP: 10.96.0.20, ports: [{ port: 70000 }]'),
      says: /broken\.yaml:4:\d+: Service "web" is invalid: \[spec\.ports\[0\]\.port: Invalid value: 70000: must be between 1 and 65535, inclusive/,
    },
    {
      name: 'a node port given twice',
      text: `${service('a', 'type: NodePort, ports: [{ port: 80, nodePort: 30080 }]')}---\n${service('b', 'type: NodePort, ports: [{ port: 80, nodePort: 30080 }]')}`,
      says: /provided port is already allocated/,
    },
  ])(
    '$name: file, line, column and reason; exit code 2, nothing on stdout',
    async ({ text, says }) => {
      const { exitCode, out, err } = await kpe('rules', '-f', file('broken.yaml', text))
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
      expect(err).toMatch(says)
    },
  )

  it.each([
    { name: 'no manifests', args: [], says: 'no manifests' },
    { name: 'an unknown node', args: ['--node', 'n9'], says: 'no Node "n9"; there are: node-1' },
    {
      name: 'another mode’s form',
      args: ['-o', 'nft'],
      says: '-o nft: iptables mode has no such form',
    },
    { name: 'an unknown mode', args: ['--mode', 'ebpf'], says: 'Allowed choices are iptables' },
  ])('$name', async ({ name, args, says }) => {
    const files = name === 'no manifests' ? [] : ['-f', file('web.yaml', web)]
    const { exitCode, out, err } = await kpe('rules', ...files, ...args)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toContain(says)
  })
})
