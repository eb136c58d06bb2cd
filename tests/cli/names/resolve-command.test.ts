import { describe, expect, it } from 'vitest'
import { kpe } from '../run-kpe.ts'

const resolve = (...args: string[]) => kpe('resolve', '-f', 'examples/shop', ...args)

describe('kpe resolve', () => {
  it('shows every query and the records', async () => {
    const { exitCode, out, err } = await resolve('catalog.shop')
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: "skipped 1 Namespace: kinds that kube-proxy's work does not depend on\n",
    })
    expect(out).toContain('search default.svc.cluster.local svc.cluster.local cluster.local\n')
    expect(out).toMatch(/catalog\.shop\.default\.svc\.cluster\.local\. +A +NXDOMAIN\n/)
    expect(out).toMatch(/^catalog\.shop\.svc\.cluster\.local\. 30 IN A 10\./m)
  })

  it.each([
    { args: ['catalog', '--from', 'pod/shop/database-0'], says: /^found$/m },
    { args: ['catalog', '-n', 'shop'], says: /^found$/m },
    { args: ['catalog'], says: /^left to nameservers outside the cluster$/m },
    { args: ['catalog.shop', '--from', 'node/node-1'], says: /node's own, which manifests do not/ },
    { args: ['10.96.0.10'], says: /PTR kube-dns\.kube-system\.svc\.cluster\.local\./ },
    { args: ['_http._tcp.catalog.shop.svc.cluster.local', '--type', 'SRV'], says: /SRV 0 100 80 / },
    { args: ['kubernetes.default'], says: /IN A 10\.96\.0\.1$/m },
    { args: ['shop.svc.cluster.local.'], says: /^not found: the name exists/m },
    { args: ['x.y.svc.cluster.local.'], says: /^not found: no such name$/m },
    { args: ['a..b'], says: /^no name that DNS could be asked for/m },
  ])('$args', async ({ args, says }) => {
    expect((await resolve(...args)).out).toMatch(says)
  })

  it('prints data', async () => {
    const { out } = await resolve('catalog.shop', '-o', 'json', '--type', 'A')
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'found',
      records: [{ name: 'catalog.shop.svc.cluster.local', type: 'A', ttlSeconds: 30 }],
      queries: [{ outcome: 'no-such-name' }, { outcome: 'answered' }],
    })
  })

  it.each([
    { args: ['a', '--from', 'pod/nobody'], says: 'no Pod "nobody"' },
    { args: ['a', '--from', 'node/nobody'], says: 'no Node "nobody"' },
    { args: ['a', '--from', 'me'], says: 'expected pod/NAME' },
    { args: ['a', '--type', 'MX'], says: 'Allowed choices are A, AAAA' },
  ])('refuses $args', async ({ args, says }) => {
    const seen = await resolve(...args)
    expect(seen.exitCode).toBe(2)
    expect(seen.err).toContain(says)
  })
})
