import { expect, it } from 'vitest'
import { traceAsData } from '../../../src/report/trace/trace-json.ts'
import { sendPacket } from '../../../src/server/laboratory/packets.ts'
import {
  connectionSchema,
  packetBody,
  traceSchema,
} from '../../../src/server/schemas/packet-schemas.ts'
import { catalogPacket, shopCluster } from '../shop.ts'

it.each([true, false])('a trace is as its schema says (all: %s)', (all) => {
  const { report } = sendPacket(shopCluster(), catalogPacket, { keeps: false, all })
  const data = JSON.parse(JSON.stringify(traceAsData(report, all))) as object
  expect(traceSchema.parse(data)).toEqual(data)
})

it('so is a connection', () => {
  const kept = shopCluster()
  const { node, report } = sendPacket(kept, catalogPacket, { keeps: true, all: false })
  const record = kept.connections.add(node, report, 0)
  expect(connectionSchema.parse(record)).toEqual(record)
})

it.each([
  { from: 'a' },
  { from: '', to: 'b' },
  { from: 'a', to: 'b', sourcePort: 65_536 },
  { from: 'a', to: 'b', sourcePort: 1.5 },
  { from: 'a', to: 'b', seed: 1e12 },
  { from: 'a', to: 'b', protocol: 'gre' },
  { from: 'a', to: 'b', more: 1 },
  { from: 'a'.repeat(600), to: 'b' },
])('%j asks for no packet', (body) => {
  expect(packetBody.safeParse(body).success).toBe(false)
})
