import { describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

const shop = ['-f', 'examples/shop']
const trace = (...args: string[]) => kpe('trace', ...shop, ...args)

describe('kpe trace', () => {
  it('shows each rule, the translation, the way back and every possible backend', async () => {
    const { exitCode, out } = await trace(
      '--from',
      'pod/shop/database-0',
      '--to',
      'svc/shop/catalog:80',
    )
    expect(exitCode).toBe(0)
    expect(out).toMatch(/nat:KUBE-SERVICES:rule:1-\d+ {2}\d+ rules do not match/)
    expect(out).toMatch(/DNAT 10\.\d+\.\d+\.\d+:80 \(svc\/shop\/catalog\) → 10\.244\.\d+\.\d+:8080/)
    expect(out).toContain('reply, SYN+ACK')
    expect(out).toMatch(/RESULT {2}REACHED .*the reply comes back/)
    expect(out.match(/^REACHED .* 0\.25$/gm)).toHaveLength(4)
    expect(out).toMatch(/RULES VISITED {2}\d+ by the first packet \(\d+ to \d+, [\d.]+ on average/)
    expect(out).toMatch(/KERNEL TIME {2}[\d.]+ µs added with iptables-legacy = \d\.\d\d µs \+/)
  })

  it('answers the first question of everyone: a cluster IP cannot be pinged', async () => {
    const args = ['--from', 'pod/shop/database-0', '--to', 'svc/shop/catalog', '--protocol', 'icmp']
    const { exitCode, out } = await trace(...args)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/RESULT {2}LOST: it leaves the node untranslated/)
  })

  it('shows why a Service without endpoints refuses', async () => {
    const args = ['--from', 'pod/shop/database-0', '--to', 'svc/shop/recommendations:80']
    const { out } = await trace(...args)
    expect(out).toMatch(/RESULT {2}REJECTED with ICMP 3\/3/)
    expect(out).toMatch(
      /^REASON {2}filter:KUBE-SERVICES:rule:\d+, shop\/recommendations has no endpoints$/m,
    )
  })

  it('masquerades what comes from outside to a node port', async () => {
    const { out } = await trace('--from', 'client', '--to', 'node/node-1:30443', '--seed', '3')
    expect(out).toMatch(/set mark|mark 0x0 → 0x4000/)
    expect(out).toMatch(/RESULT {2}REACHED .*\(random port\) as its source/)
  })

  it.each([
    { name: 'from outside: the one that it is sent to', from: 'client', more: [], node: 'node-2' },
    { name: 'of a sender in the cluster: its own', from: 'node/node-3', more: [], node: 'node-3' },
    { name: 'the one that is named', from: 'client', more: ['--node', 'node-1'], node: 'node-1' },
  ])('takes as the node $name', async ({ from, more, node }) => {
    const { out } = await trace('--from', from, '--to', 'node/node-2:30443', ...more)
    expect(out.split('\n')[0]).toContain(` on ${node} (`)
  })

  it('lets senders on another node come in by the uplink', async () => {
    const args = ['--from', 'node/node-1', '--to', 'node/node-2:30443', '--node', 'node-2']
    const { out } = await trace(...args)
    expect(out).toMatch(/^PREROUTING$/m)
    expect(out).toMatch(/^RESULT {2}REACHED 10\.244\..*the reply comes back/m)
  })

  it('knows that pods elsewhere answer an outside client directly, unless it was masqueraded', async () => {
    const args = ['--from', 'client', '--to', 'svc/shop/catalog:80', '--seed', '1']
    const plain = await trace(...args)
    expect(plain.out).toMatch(/RESULT {2}REACHED .* beyond this node.* does not pass this node/)
    const masqueraded = await trace(...args, '--cluster-cidr', '10.244.0.0/16')
    expect(masqueraded.out).toMatch(/RESULT {2}REACHED .* beyond this node.*the reply comes back/)
  })

  it('says the same for the same seed, and also as data', async () => {
    const args = ['--from', 'pod/shop/database-0', '--to', 'svc/shop/catalog:80', '-o', 'json']
    const [first, second] = [await trace(...args), await trace(...args)]
    expect(second.out).toBe(first.out)
    const data = JSON.parse(first.out)
    expect(data).toMatchObject({ node: 'node-1', seed: 1, result: { outcome: 'reached' } })
    const sum = data.possible.reduce(
      (total: number, { probability }: { probability: number }) => total + probability,
      0,
    )
    expect(sum).toBeCloseTo(1, 9)
  })

  it('goes through the maps of nftables mode', async () => {
    const args = [
      '--mode',
      'nftables',
      '--from',
      'pod/shop/database-0',
      '--to',
      'svc/shop/catalog:80',
    ]
    const { out } = await trace(...args)
    expect(out).toContain('in @service-ips: ')
    expect(out.match(/^REACHED .* 0\.25$/gm)).toHaveLength(4)
  })

  it.each([
    { args: ['--from', 'pod/nobody', '--to', 'svc/shop/catalog:80'], says: 'no Pod "nobody"' },
    {
      args: ['--from', 'client', '--to', 'svc/shop/storefront'],
      says: 'which port? It has 80 (http), 443 (https).',
    },
    { args: ['--from', 'fd00::1', '--to', '10.96.0.1:80'], says: 'different address families' },
    { args: ['--to', '10.96.0.1:80'], says: "required option '--from <who>'" },
  ])('refuses $args', async ({ args, says }) => {
    const { exitCode, out, err } = await trace(...args)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toContain(says)
  })
})
