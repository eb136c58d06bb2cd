import { describe, expect, it } from 'vitest'
import { IptablesProxier } from '../../../src/proxy/iptables/iptables-proxier.ts'
import { KubeProxy } from '../../../src/proxy/kube-proxy.ts'
import { ServiceHealthServer } from '../../../src/proxy/node/service-health-server.ts'
import { settings } from '../iptables-settings.ts'
import { service, slice } from '../objects.ts'

const hourMs = 3_600_000
function setUp() {
  const given = settings()
  const state = { works: true }
  const proxier = new IptablesProxier(given, () => state.works)
  const proxy = new KubeProxy({
    family: 'IPv4',
    nodeName: 'node-1',
    featureGates: {},
    proxier,
    healthServer: new ServiceHealthServer('IPv4', given.nodePortAddresses, given.interfaces),
  })
  const apply = (...objects: (ReturnType<typeof service> | ReturnType<typeof slice>)[]) => {
    for (const object of objects) proxy.observe({ kind: 'applied', object })
  }
  return { proxy, proxier, apply, state }
}
const slices = (count: number, name = 'many') =>
  slice(
    Array.from({ length: count }, (_, index) => `10.1.${index >> 8}.${index & 255}`),
    { name },
  )
const api = [
  service({ clusterIP: '10.96.0.2', clusterIPs: ['10.96.0.2'] }, { name: 'api' }),
  slice(['10.0.0.9'], { name: 'api-1', labels: { 'kubernetes.io/service-name': 'api' } }),
]

describe('IptablesProxier', () => {
  it('writes everything at the start, and makes sure of the jumps', () => {
    const { proxy, apply } = setUp()
    apply(service(), slice(['10.0.0.1']))
    const { kind, transaction } = proxy.sync(0)
    expect(kind).toBe('full')
    expect(transaction.ensure).toHaveLength(28)
    expect(transaction.restore).toMatch(/^\*filter\n[^*]*COMMIT\n\*nat\n[^*]*COMMIT\n$/)
    expect(transaction.restore).toContain('--to-destination 10.0.0.1:8080')
  })

  it('then writes the chains of changed Services only, but all in the shared chains', () => {
    const { proxy, apply } = setUp()
    apply(service(), slice(['10.0.0.1']), ...api)
    proxy.sync(0)
    apply(slice(['10.0.0.1', '10.0.0.2']))
    const { kind, transaction } = proxy.sync(1000)
    expect(kind).toBe('partial')
    expect(transaction.ensure).toEqual([])
    expect(transaction.restore).toContain('"shop/api:http cluster IP" -m tcp -p tcp -d 10.96.0.2')
    expect(transaction.restore).toContain('--to-destination 10.0.0.2:8080')
    expect(transaction.restore).not.toContain('--to-destination 10.0.0.9:8080')
  })

  it('flushes and removes the chains of what is gone', () => {
    const { proxy, apply } = setUp()
    apply(service(), slice(['10.0.0.1']), ...api)
    const names = proxy.sync(0).transaction.restore.match(/^:KUBE-S(VC|EP)-\S+/gm) ?? []
    proxy.observe({ kind: 'deleted', objectKind: 'Service', namespace: 'shop', name: 'web' })
    const { restore } = proxy.sync(1000).transaction
    const removed = restore.match(/(?<=^-X )\S+/gm) ?? []
    expect(removed).toHaveLength(2)
    expect(removed).toEqual([...removed].sort())
    for (const name of removed) expect(names).toContain(`:${name}`)
  })

  it('syncs fully after an hour, but not in a large cluster', () => {
    const { proxy, proxier, apply } = setUp()
    apply(service(), slice(['10.0.0.1']))
    proxy.sync(0)
    expect(proxy.sync(hourMs).kind).toBe('partial')
    expect(proxy.sync(hourMs + 1).kind).toBe('full')
    apply(slices(1001))
    proxy.sync(hourMs + 2)
    expect(proxier.isLargeCluster).toBe(true)
    expect(proxy.sync(3 * hourMs).kind).toBe('partial')
  })

  it('turns large beyond a thousand endpoints', () => {
    const { proxy, proxier, apply } = setUp()
    apply(service(), slices(1000))
    proxy.sync(0)
    expect(proxier.isLargeCluster).toBe(false)
    apply(slice(['10.9.9.9']))
    expect(proxy.sync(1).transaction.restore).not.toContain('shop/web:http ->')
    expect(proxier.isLargeCluster).toBe(true)
  })

  it('looks for stale chains only now and then in a large cluster', () => {
    const { proxy, apply } = setUp()
    apply(service(), slices(1500), slice(['10.9.9.9']))
    proxy.sync(0)
    apply(slice(['10.9.9.8']))
    expect(proxy.sync(1000).transaction.restore).not.toContain('-X ')
    expect(proxy.sync(30_000).transaction.restore).not.toContain('-X ')
    expect(proxy.sync(30_001).transaction.restore.match(/^-X /gm)).toHaveLength(1)
  })

  it('writes everything again after the kernel refused', () => {
    const { proxy, apply, state } = setUp()
    apply(service(), slice(['10.0.0.1']))
    proxy.sync(0)
    state.works = false
    expect(proxy.sync(1)).toMatchObject({ kind: 'partial', failed: true })
    state.works = true
    expect(proxy.sync(2)).toMatchObject({ kind: 'full', failed: false })
  })

  it('tells what it decided for each port', () => {
    const { proxy, proxier, apply } = setUp()
    apply(service(), ...api)
    proxy.sync(0)
    expect([...proxier.plans()].map(({ port, hasEndpoints }) => [port.text, hasEndpoints])).toEqual(
      [
        ['shop/api:http', true],
        ['shop/web:http', false],
      ],
    )
  })

  it('writes names that no API server takes as UTF-8', () => {
    const { proxy, apply } = setUp()
    apply(service({}, { name: 'wéb' }))
    expect(proxy.sync(0).transaction.restore).toContain('"shop/wéb:http has no endpoints"')
  })
})
