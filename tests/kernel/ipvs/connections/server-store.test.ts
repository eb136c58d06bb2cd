import { expect, it } from 'vitest'
import {
  connect,
  contextAt,
  engineWith,
  packetTo,
  remote,
  serverAt,
  webKey,
} from '../some-servers.ts'

const first = serverAt('10.244.1.1')

it('brings a removed server back with its counters and connections', () => {
  const engine = engineWith(1)
  connect(engine, 1)
  engine.virtualServers.removeServer(webKey, first)
  expect(
    engine.packets.input(packetTo({ sourcePort: 1, tcpFlags: 16 }), remote, contextAt(10)).verdict,
  ).toBe('drop')
  const server = engine.virtualServers.addServer(webKey, first)
  expect(server).toMatchObject({ active: 1, available: true })
  expect(
    engine.packets.input(packetTo({ sourcePort: 1, tcpFlags: 16 }), remote, contextAt(20)).verdict,
  ).toBe('forward')
})

it('forgets one that nothing holds after some minutes', () => {
  const engine = engineWith(1)
  engine.virtualServers.removeServer(webKey, first)
  engine.advance(100_000)
  expect([...engine.servers.all()]).toHaveLength(1)
  engine.advance(300_000)
  expect([...engine.servers.all()]).toHaveLength(0)
})

it('keeps one while a connection lives', () => {
  const engine = engineWith(1)
  connect(engine, 1)
  engine.virtualServers.removeServer(webKey, first)
  engine.advance(800_000)
  expect([...engine.servers.all()]).toHaveLength(1)
  engine.advance(2_000_000)
  expect([...engine.servers.all()]).toHaveLength(0)
  expect(engine.connections.tables.IPv4.count).toBe(0)
})
