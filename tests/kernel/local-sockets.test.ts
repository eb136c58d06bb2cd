import { expect, it } from 'vitest'
import { LocalSockets } from '../../src/kernel/local-sockets.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { packet } from './packets.ts'

it('gives packets to who listens on the port, until it closes', () => {
  const sockets = new LocalSockets()
  const listener = { protocol: 6, port: 80 }
  sockets.open(listener)
  expect(sockets.takes(packet('tcp', '10.0.0.1:5000', '10.0.0.2:80'))).toBe(true)
  expect(sockets.takes(packet('udp', '10.0.0.1:5000', '10.0.0.2:80'))).toBe(false)
  expect(sockets.takes(packet('tcp', '10.0.0.1:5000', '10.0.0.2:81'))).toBe(false)
  sockets.close(listener)
  expect(sockets.takes(packet('tcp', '10.0.0.1:5000', '10.0.0.2:80'))).toBe(false)
})

it('heeds the addresses of a socket', () => {
  const sockets = new LocalSockets()
  sockets.open({
    protocol: 6,
    port: 5_000,
    address: parseAddress('10.0.0.2'),
    remoteAddress: parseAddress('10.96.0.1'),
    remotePort: 80,
  })
  expect(sockets.takes(packet('tcp', '10.96.0.1:80', '10.0.0.2:5000'))).toBe(true)
  expect(sockets.takes(packet('tcp', '10.96.0.1:81', '10.0.0.2:5000'))).toBe(false)
  expect(sockets.takes(packet('tcp', '10.244.1.1:80', '10.0.0.2:5000'))).toBe(false)
})
