import { expect, it } from 'vitest'
import { createSeededChance } from '../../../../src/base/seeded-chance.ts'
import { createRequest } from '../../../../src/simulation/recordings/netfilter/request.ts'
import { end, testKernel } from '../../../kernel/packets.ts'

const chance = createSeededChance(1)

it('asks what was recorded', () => {
  const packet = {
    from: 'pod',
    src: '10.244.1.1',
    sport: 5_000,
    dst: '10.96.0.1',
    dport: 80,
    proto: 'TCP',
    keep: true,
  } as const
  expect(createRequest(packet, testKernel(), chance)).toEqual({
    from: 'pod',
    protocol: 6,
    source: end('10.244.1.1:5000'),
    destination: end('10.96.0.1:80'),
    keepOpen: true,
  })
})

it('chooses a source as the node does, and a port by chance', () => {
  const packet = { from: 'node', dst: '10.244.1.1', dport: 80, proto: 'udp' } as const
  const { source } = createRequest(packet, testKernel(), chance)
  expect(source.address).toBe(end('10.244.0.1:0').address)
  expect(source.port).toBeGreaterThanOrEqual(1_024)
})

it('pings in both families under one name, without a port', () => {
  const ping = (dst: string) =>
    createRequest({ from: 'pod', src: dst, dst, proto: 'icmp' }, testKernel(), chance)
  expect(ping('10.96.0.1')).toMatchObject({ protocol: 1, destination: end('10.96.0.1:0') })
  expect(ping('fd00::1')).toMatchObject({ protocol: 58, destination: end('[fd00::1]:0') })
})

it('does not go from one family to the other', () => {
  const packet = { from: 'pod', src: 'fd00::1', dst: '10.96.0.1', dport: 80, proto: 'udp' } as const
  expect(() => createRequest(packet, testKernel(), chance)).toThrow(/from fd00::1 to 10\.96\.0\.1/)
})

it('does not know every protocol', () => {
  const packet = { from: 'node', dst: '10.244.1.1', dport: 80, proto: 'gre' } as const
  expect(() => createRequest(packet, testKernel(), chance)).toThrow(/"gre" is no protocol/)
})
