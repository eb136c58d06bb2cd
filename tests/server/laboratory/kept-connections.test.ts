import { expect, it } from 'vitest'
import { sendPacket } from '../../../src/server/laboratory/packets.ts'
import { applyText, catalogPacket, deleteCatalog, shopCluster } from '../shop.ts'

function openOne(to: string = catalogPacket.to) {
  const kept = shopCluster()
  const { node, report } = sendPacket(kept, { ...catalogPacket, to }, { keeps: true, all: false })
  return { kept, record: kept.connections.add(node, report, kept.nowMs) }
}

it('a connection is open where it reached somebody, and says whom', () => {
  const { record } = openOne()
  expect(record).toMatchObject({ connection: 1, node: 'node-1', state: 'open', protocol: 'tcp' })
  expect(record.backendName).toMatch(/^pod\/shop\/catalog-/)
})

it('a connection that was refused stays refused, whatever changes', () => {
  const { kept, record } = openOne('svc/shop/recommendations:80')
  expect(record.state).toBe('refused')
  kept.prepare(deleteCatalog)
  expect(kept.commit().connections).toEqual([])
})

it('a change says that the backend of an open connection is gone, once', () => {
  const { kept } = openOne()
  kept.prepare(deleteCatalog)
  expect(kept.commit().connections).toEqual([
    { connection: 1, before: 'open', now: 'backend-gone' },
  ])
  kept.prepare(applyText('apiVersion: v1\nkind: Node\nmetadata: { name: node-9 }\n'))
  expect(kept.commit().connections).toEqual([])
})

it('time says that the entry of an idle connection has expired', () => {
  const { kept } = openOne()
  const established = 86_400_000
  expect(kept.advance(established - 10_000)).toEqual([])
  expect(kept.advance(20_000)).toEqual([{ connection: 1, before: 'open', now: 'entry-gone' }])
  expect(kept.connections.get(1)?.state).toBe('entry-gone')
  expect(kept.connections.list()).toHaveLength(1)
})
