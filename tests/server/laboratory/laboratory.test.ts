import { describe, expect, it } from 'vitest'
import { catalogPacket, deleteCatalog, shopChange, shopLaboratory } from '../shop.ts'

const laboratory = shopLaboratory()
const node = 'node-1'
const page = { offset: 0, limit: 10 }
const data = (text: string): unknown => JSON.parse(text)

describe('a laboratory answers', () => {
  it.each([
    { kind: 'summary' as const },
    { kind: 'services' as const, page },
    { kind: 'objects' as const, page },
    { kind: 'nodes' as const, page },
    { kind: 'node' as const, node },
    { kind: 'rules' as const, node, output: 'json' as const },
    { kind: 'connections' as const, page },
    { kind: 'trace' as const, packet: catalogPacket, all: false, form: 'json' as const },
  ])('$kind as JSON', (request) => {
    expect(data(laboratory.answer({ ...request, cluster: 'shop' }).text)).toBeTypeOf('object')
  })

  it.each([
    { request: { kind: 'rules' as const, node }, says: '*nat' },
    {
      request: { kind: 'explain' as const, node, name: 'svc/shop/catalog', namespace: 'default' },
      says: 'SERVICE  shop/catalog',
    },
    {
      request: { kind: 'trace' as const, packet: catalogPacket, all: false, form: 'text' as const },
      says: 'RESULT',
    },
    { request: { kind: 'table' as const, node }, says: '' },
  ])('$request.kind as text', ({ request, says }) => {
    expect(laboratory.answer({ ...request, cluster: 'shop' }).text).toContain(says)
  })

  it('what it does not know with an error', () => {
    expect(() => laboratory.answer({ kind: 'summary', cluster: 'other' })).toThrow(
      'no cluster "other"',
    )
    expect(() =>
      laboratory.answer({ kind: 'connection', cluster: 'shop', connection: 99 }),
    ).toThrow('no connection 99')
  })
})

it('tells of a connection that was opened, whom it reached, and what a change does to it', () => {
  const opened = shopLaboratory()
  const { events } = opened.answer({ kind: 'open', cluster: 'shop', packet: catalogPacket })
  expect(events.map(data)).toMatchObject([
    { kind: 'connection-opened', connection: 1, outcome: 'reached' },
    { kind: 'endpoint-chosen', connection: 1 },
  ])
  opened.answer({ kind: 'prepare', cluster: 'shop', change: deleteCatalog })
  const changed = opened.answer({ kind: 'commit', cluster: 'shop' })
  expect(changed.events.map(data)).toMatchObject([
    { kind: 'objects-changed', revision: 2 },
    { kind: 'sync-done', node: 'node-1', mode: 'iptables' },
    { kind: 'connection-changed', connection: 1, now: 'backend-gone' },
  ])
  expect(opened.answer({ kind: 'advance', cluster: 'shop', byMs: 90_000_000 }).events).toHaveLength(
    1,
  )
})

it('a cluster that was forgotten is not there, and may be made again', () => {
  const other = shopLaboratory()
  other.answer({ kind: 'forget', cluster: 'shop' })
  expect(() => other.answer({ kind: 'summary', cluster: 'shop' })).toThrow('no cluster')
  const made = other.answer({
    kind: 'make',
    cluster: 'shop',
    settings: { mode: 'nftables', nodeCount: 5 },
    changes: [shopChange],
  })
  expect(data(made.text)).toMatchObject({ mode: 'nftables', nodes: 5 })
})

describe('a node whose transactions nft refuses', () => {
  const name = 'n'.repeat(63)
  const service = (spec: object) => ({
    kind: 'apply' as const,
    manifests: [
      {
        file: 'long.json',
        bytes: Buffer.from(
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name, namespace: 's'.repeat(63) },
            spec: { clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80 }], ...spec },
          }),
        ),
      },
    ],
  })
  const packet = {
    from: '10.244.1.9',
    to: '10.96.0.10:80',
    namespace: 'default',
    node: 'node-1',
    seed: 1,
  }
  const long = shopLaboratory()
  long.answer({
    kind: 'make',
    cluster: 'long',
    settings: { mode: 'nftables' },
    changes: [service({})],
  })
  const ask = (request: Parameters<typeof long.answer>[0]) => long.answer(request).text
  const json = (request: Parameters<typeof long.answer>[0]) => data(ask(request))
  const asked = { cluster: 'long', packet, all: false } as const

  it('has traces, connections and explanations that say so', () => {
    const warnings = [
      expect.stringContaining('its name of 132 characters'),
      expect.stringContaining('nft refuses the transaction: '),
    ]
    expect(json({ kind: 'trace', ...asked, form: 'json' })).toMatchObject({ warnings })
    expect(json({ kind: 'open', ...asked })).toMatchObject({ warnings })
    expect(ask({ kind: 'trace', ...asked, form: 'text' })).toMatch(/^warning: s{63}\/n{63}:http/)
    const explained = { node: 'node-1', name: `svc/${name}`, namespace: 's'.repeat(63) }
    expect(ask({ kind: 'explain', cluster: 'long', ...explained })).toMatch(/^warning: s{63}/)
  })

  it('and says so no more in another mode, or once the name may be', () => {
    const other = { ...packet, mode: 'iptables' as const }
    const traced = { kind: 'trace', cluster: 'long', all: false, form: 'json' } as const
    expect(json({ ...traced, packet: other })).not.toHaveProperty('warnings')
    const object = { kind: 'Service', namespace: 's'.repeat(63), name }
    long.answer({ kind: 'prepare', cluster: 'long', change: { kind: 'delete', object } })
    const change = json({ kind: 'commit', cluster: 'long' }) as {
      nodes: { mode: string; warnings?: string[] }[]
    }
    expect(change.nodes.map(({ mode, warnings }) => [mode, warnings]).sort()).toEqual([
      ['iptables', undefined],
      ['nftables', undefined],
    ])
    expect(json({ ...traced, packet })).not.toHaveProperty('warnings')
  })
})
