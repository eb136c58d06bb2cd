import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeNftables } from '../../../src/simulation/recordings/kube-proxy/nftables/fake-nftables.ts'
import { service, slice } from '../objects.ts'
import { nftablesNode } from './nftables-node.ts'

describe('nftables mode', () => {
  it('writes only what changed', () => {
    const node = nftablesNode()
    expect(node.sync(service(), slice(['10.0.0.1'])).length).toBeGreaterThan(50)
    const [add = '', ...rest] = node.sync(slice(['10.0.0.2']))
    const chain = add.replace('add chain ', '')
    expect(chain).toMatch(/^service-[A-Z2-7]{8}-shop\/web\/tcp\/http$/)
    expect(rest).toEqual([
      `flush chain ${chain}`,
      `add rule ${chain} meta l4proto tcp dnat ip addr . port to numgen random mod 1 map { 0 : 10.0.0.2 . 8080 }`,
    ])
  })

  it('flushes a chain at once, and deletes it at the first sync more than a second later', () => {
    const node = nftablesNode()
    node.sync(service(), slice(['10.0.0.1']))
    const [flushed = '', ...elements] = node.deleteService()
    expect(flushed).toMatch(/^flush chain service-[A-Z2-7]{8}-shop\/web\/tcp\/http$/)
    expect(elements).toEqual([
      'delete element cluster-ips { 10.96.0.1 }',
      'delete element service-ips { 10.96.0.1 . tcp . 80 }',
    ])
    // Each sync flushes it again, and so it waits again.
    expect(node.syncAfter(1000)).toEqual([[flushed]])
    expect(node.syncAfter(1000)).toEqual([[flushed]])
    expect(node.syncAfter(1001)).toEqual([[flushed.replace('flush', 'delete')], []])
    expect(node.syncAfter(5000)).toEqual([[]])
  })

  it('deletes affinity sets at once', () => {
    const node = nftablesNode()
    node.sync(service({ sessionAffinity: 'ClientIP' }), slice(['10.0.0.1']))
    const lines = node.sync(service())
    expect(lines.filter((line) => line.startsWith('delete'))).toEqual([
      expect.stringMatching(/^delete set affinity-.*__10\.0\.0\.1\/8080$/),
    ])
    expect(node.sync()).toEqual([expect.stringMatching(/^flush chain endpoint-/)])
  })

  it('syncs fully after an hour', () => {
    const node = nftablesNode()
    node.sync(service(), slice(['10.0.0.1']))
    expect(node.syncAfter(3_600_000)[0]).toEqual([])
    expect(node.syncAfter(1)[0]?.length).toBeGreaterThan(50)
    expect(node.syncAfter(3_600_000)[0]).toEqual([])
  })

  it('writes all that is missing after a refusal, without deleting base chains again', () => {
    const node = nftablesNode()
    node.kernel.refuses = true
    const refused = node.sync(service(), slice(['10.0.0.1']))
    expect(refused).toContain('delete chain nat-output')
    node.kernel.refuses = false
    const taken = node.sync()
    expect(taken).toEqual(refused.filter((line) => !isFirstOnly(line, refused)))
    expect(node.sync()).toEqual([])
  })

  it('keeps the chains that the kernel would not delete, and syncs fully', () => {
    const node = nftablesNode()
    node.sync(service(), slice(['10.0.0.1']))
    const [flushed = ''] = node.deleteService()
    node.kernel.refuses = true
    const [deletion, full] = node.syncAfter(2000)
    expect(deletion).toEqual([flushed.replace('flush', 'delete')])
    expect(full?.length).toBeGreaterThan(50)
    node.kernel.refuses = false
    expect(node.syncAfter(2000).at(-1)).toContain(flushed)
    expect(node.syncAfter(2000)[0]).toEqual(deletion)
  })

  it('lets two Services that claim one address take it from each other at each sync', () => {
    const node = nftablesNode()
    const api = service({}, { name: 'api' })
    const apiSlice = slice(['10.0.0.2'], {
      name: 'api-1',
      labels: { 'kubernetes.io/service-name': 'api' },
    })
    node.sync(service(), slice(['10.0.0.1']), api, apiSlice)
    const lines = node.sync()
    const key = '10.96.0.1 . tcp . 80'
    expect(lines).toEqual([
      `delete element service-ips { ${key} }`,
      expect.stringContaining(`add element service-ips { ${key} : goto service-`),
      `delete element service-ips { ${key} }`,
      expect.stringContaining('-shop/web/tcp/http }'),
    ])
    expect(node.deleteService('api').slice(0, 2)).toEqual([
      expect.stringMatching(/^flush chain service-.*\/api\//),
    ])
    expect(node.sync()).toHaveLength(1)
  })

  it('names what nft would refuse, and what a name belongs to', () => {
    const node = nftablesNode()
    const long = service({}, { name: 'x'.repeat(130) })
    node.sync(long)
    expect(node.proxier.longComments()).toMatchObject([{ length: 140 }])
    expect(node.proxier.ownerOf('service-ips')).toMatchObject({ kind: 'shared' })
    expect(node.proxier.ownerOf('service-xyz')).toBeUndefined()
  })

  it('ends where a new start would, whatever changed before', () => {
    const change = fc.record({
      name: fc.constantFrom('web', 'api'),
      isDeleted: fc.boolean(),
      clusterIP: fc.constantFrom('10.96.0.1', '10.96.0.2'),
      sessionAffinity: fc.constantFrom('None', 'ClientIP') as fc.Arbitrary<'None' | 'ClientIP'>,
      nodePort: fc.constantFrom(0, 30080),
      externalTrafficPolicy: fc.constantFrom('Local', 'Cluster') as fc.Arbitrary<
        'Local' | 'Cluster'
      >,
      endpoints: fc.array(
        fc.record({
          address: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
          nodeName: fc.constantFrom('node-1', 'node-2'),
        }),
        { maxLength: 3 },
      ),
      elapsedMs: fc.constantFrom(0, 500, 2000),
      isRefused: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const changed = nodeOnFake()
        for (const { isRefused, elapsedMs, ...one } of changes) {
          changed.node.kernel.refuses = isRefused
          changed.observe(one)
          changed.node.syncAfter(elapsedMs)
        }
        changed.node.kernel.refuses = false
        for (let settling = 0; settling < 3; settling += 1) changed.node.syncAfter(2000)
        const fresh = nodeOnFake()
        for (const { isRefused, elapsedMs, ...one } of changes) fresh.observe(one)
        fresh.node.syncAfter(0)
        expect(changed.contents()).toEqual(fresh.contents())
      }),
    )
  })
})

interface Change {
  readonly name: string
  readonly isDeleted: boolean
  readonly clusterIP: string
  readonly sessionAffinity: 'None' | 'ClientIP'
  readonly nodePort: number
  readonly externalTrafficPolicy: 'Local' | 'Cluster'
  readonly endpoints: readonly { readonly address: string; readonly nodeName: string }[]
}

function nodeOnFake() {
  const table = new FakeNftables('ip')
  const node = nftablesNode({ run: (transaction) => table.run(transaction) })
  return {
    node,
    observe({ name, isDeleted, nodePort, endpoints, ...rest }: Change): void {
      if (isDeleted) {
        const gone = { kind: 'deleted', namespace: 'shop' } as const
        node.proxy.observe({ ...gone, objectKind: 'Service', name })
        node.proxy.observe({ ...gone, objectKind: 'EndpointSlice', name: `${name}-1` })
        return
      }
      const type = nodePort === 0 ? 'ClusterIP' : 'NodePort'
      const object = service({ type, ports: [{ nodePort }], ...rest }, { name })
      const labels = { 'kubernetes.io/service-name': name }
      const own = slice(endpoints, { name: `${name}-1`, labels })
      node.proxy.observe({ kind: 'applied', object })
      node.proxy.observe({ kind: 'applied', object: own })
    },
    /** Elements in any order; a comment stays as it was first written. */
    contents: () =>
      table
        .dump()
        .replaceAll(/ comment "shop[^"]*"/g, '')
        .split('\n')
        .sort(),
  }
}

/** Adding and deleting the base chains, which only the first full sync does. */
function isFirstOnly(line: string, lines: readonly string[]): boolean {
  if (line.startsWith('delete chain')) return true
  return line.startsWith('add chain') && lines.includes(line.replace('add', 'delete'))
}
