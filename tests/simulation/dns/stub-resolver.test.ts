import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import { formatAddress } from '../../../src/packet/address.ts'
import { nodesResolvConf, resolvConfOf } from '../../../src/simulation/dns/resolv-conf.ts'
import {
  candidatesOf,
  resolveAddresses,
  resolveName,
} from '../../../src/simulation/dns/stub-resolver.ts'

const file = 'tests/simulation/dns/data/cluster.yaml'
const { objects } = readCluster([{ file, text: readFileSync(file, 'utf8') }])
const conf = resolvConfOf(objects, { namespace: 'shop', hostNetwork: false })
const path = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local']
const tried = (name: string) => path.map((domain) => `${name}.${domain}`)

describe('the names that are tried', () => {
  it.each([
    { name: 'web', want: [...tried('web'), 'web'] },
    { name: 'web.shop', want: [...tried('web.shop'), 'web.shop'] },
    { name: 'a.b.c.d.e.f', want: ['a.b.c.d.e.f', ...tried('a.b.c.d.e.f')] },
    { name: 'a.b.c.d.e', want: [...tried('a.b.c.d.e'), 'a.b.c.d.e'] },
    { name: 'web.', want: ['web'] },
    { name: '', want: [] },
    { name: 'a..b', want: [] },
    { name: `${'a'.repeat(64)}.b`, want: [] },
  ])('of "$name" with ndots:5', ({ name, want }) => {
    expect(candidatesOf(name, conf)).toEqual(want)
  })

  it('is the name itself first where ndots is 1', () => {
    expect(candidatesOf('web.shop', { ...conf, options: [] })[0]).toBe('web.shop')
  })
})

describe('a resolution', () => {
  it('asks for A and AAAA of each name until one has records', () => {
    const { outcome, queries } = resolveName(objects, 'db.data', ['A', 'AAAA'], conf)
    expect(outcome).toBe('found')
    expect(queries.map(({ name, type, answer }) => `${name} ${type} ${answer.outcome}`)).toEqual([
      'db.data.shop.svc.cluster.local A no-such-name',
      'db.data.shop.svc.cluster.local AAAA no-such-name',
      'db.data.svc.cluster.local A answered',
      'db.data.svc.cluster.local AAAA no-data',
    ])
  })

  it.each([
    { name: 'web', want: 'found' },
    { name: 'example.com', want: 'upstream' },
    { name: 'outside', want: 'upstream' },
    { name: 'alias', want: 'found' },
    { name: 'nobody.shop.svc.cluster.local.', want: 'no-such-name' },
    { name: 'shop.svc.cluster.local.', want: 'no-data' },
    { name: 'a..b', want: 'invalid' },
  ])('of $name ends with $want', ({ name, want }) => {
    expect(resolveName(objects, name, ['A', 'AAAA'], conf).outcome).toBe(want)
  })

  it('says the CNAME of A and AAAA once', () => {
    const { records } = resolveName(objects, 'outside', ['A', 'AAAA'], conf)
    expect(records).toMatchObject([{ type: 'CNAME', target: 'db.example.com' }])
  })

  it("knows nothing of the cluster where the node's nameservers are asked", () => {
    const name = 'web.shop.svc.cluster.local'
    expect(resolveName(objects, name, ['A'], nodesResolvConf).outcome).toBe('upstream')
  })
})

describe('addresses of a name', () => {
  const addresses = (name: string, namespace: string) =>
    resolveAddresses(objects, name, namespace).map(formatAddress)

  it.each([
    { name: 'web', namespace: 'shop', want: ['10.96.1.1'] },
    { name: 'web', namespace: 'data', want: [] },
    { name: 'both.shop', namespace: 'data', want: ['10.96.1.2', 'fd00:10:96::2'] },
    { name: 'bee.nodes', namespace: 'shop', want: ['10.244.0.6', 'fd00:10:244::'] },
    { name: '192.0.2.1', namespace: 'shop', want: ['192.0.2.1'] },
    { name: 'example.com', namespace: 'shop', want: [] },
  ])('$name asked from $namespace: $want', ({ name, namespace, want }) => {
    expect(addresses(name, namespace)).toEqual(want)
    expect(addresses(name, namespace)).toEqual(want)
  })

  it('can be of one family', () => {
    expect(resolveAddresses(objects, 'both', 'shop', ['IPv6']).map(formatAddress)).toEqual([
      'fd00:10:96::2',
    ])
  })

  it('are kept while the objects are the same list', () => {
    expect(resolveAddresses(objects, 'web', 'shop')).toBe(resolveAddresses(objects, 'web', 'shop'))
  })

  it('can be asked of any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), fc.string(), (name, namespace) => {
        resolveAddresses(objects, name, namespace)
        resolveName(objects, name, ['SRV', 'PTR', 'TXT', 'CNAME'], conf)
      }),
    )
  })
})
