import { expect, it } from 'vitest'
import { dropConntrackEntry } from '../../../../src/kernel/ipvs/hooks/conntrack-entries.ts'
import { packet } from '../../packets.ts'
import { director, web } from './director.ts'

it('forgets the entry of a connection, and does nothing where there is none', () => {
  const { kernel, engine, receive } = director(web)
  receive(packet('udp', '8.8.8.8:53', '10.96.0.10:80'), 'eth0')
  receive(packet('tcp', '8.8.8.8:20001', '10.96.0.10:80'), 'eth0')
  const { IPv4: table } = engine.connections.tables
  const [slot = -1] = table.slots()
  const before = kernel.tracker.count
  dropConntrackEntry(kernel.tracker, table, slot, 0)
  expect(kernel.tracker.count).toBe(before - 1)
  dropConntrackEntry(kernel.tracker, table, slot, 0)
  expect(kernel.tracker.count).toBe(before - 1)
})
