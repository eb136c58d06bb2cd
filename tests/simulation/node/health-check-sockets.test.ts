import { describe, expect, it } from 'vitest'
import { LocalSockets } from '../../../src/kernel/local-sockets.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { protocolNumber } from '../../../src/packet/protocol.ts'
import type { HealthCheckAnswer } from '../../../src/proxy/node/service-health-server.ts'
import { packetBetween } from '../../../src/simulation/exchange-packets.ts'
import { HealthCheckSockets } from '../../../src/simulation/node/health-check-sockets.ts'

const answer = (listen: readonly string[]): HealthCheckAnswer => ({
  namespace: 'default',
  name: 'web',
  port: 31_999,
  listen,
  status: 200,
  weight: '1',
  localEndpoints: 1,
  body: '',
})
const askAt = (address: string) =>
  packetBetween(
    protocolNumber.tcp,
    { address: parseAddress(address.includes(':') ? '2001:db8::2' : '192.0.2.1'), port: 40_000 },
    { address: parseAddress(address), port: 31_999 },
  )

describe('sockets at health check node ports', () => {
  it.each([
    { listen: '0.0.0.0:31999', asked: '192.168.1.11', taken: true },
    { listen: '192.168.1.11:31999', asked: '192.168.1.11', taken: true },
    { listen: '192.168.1.11:31999', asked: '10.244.1.1', taken: false },
    { listen: '[::]:31999', asked: '2001:db8::11', taken: true },
    { listen: '[2001:db8::11]:31999', asked: '2001:db8::11', taken: true },
  ])('$listen takes a packet to $asked: $taken', ({ listen, asked, taken }) => {
    const sockets = new LocalSockets()
    new HealthCheckSockets(sockets).update('IPv4', [answer([listen])])
    expect(sockets.takes(askAt(asked))).toBe(taken)
  })

  it('close when their Service goes, one family at a time', () => {
    const sockets = new LocalSockets()
    const servers = new HealthCheckSockets(sockets)
    servers.update('IPv4', [answer(['192.168.1.11:31999'])])
    servers.update('IPv6', [answer(['[2001:db8::11]:31999'])])
    servers.update('IPv4', [])
    expect(sockets.takes(askAt('192.168.1.11'))).toBe(false)
    expect(sockets.takes(askAt('2001:db8::11'))).toBe(true)
  })
})
