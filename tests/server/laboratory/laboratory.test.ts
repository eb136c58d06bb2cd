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
