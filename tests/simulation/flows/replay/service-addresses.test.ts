import { describe, expect, it } from 'vitest'
import { ServiceAddresses } from '../../../../src/simulation/flows/replay/service-addresses.ts'
import { end, manyWays } from './cluster.ts'

const services = new ServiceAddresses(manyWays)

describe('which Service is meant', () => {
  it.each([
    { name: 'its cluster IP', to: ['10.96.1.1', 80], want: 'shop/web:http' },
    { name: 'another port of it', to: ['10.96.1.1', 53], protocol: 17, want: 'shop/web:dns' },
    { name: 'an external IP', to: ['198.51.100.9', 80], want: 'shop/web:http' },
    { name: 'its load balancer', to: ['198.51.100.1', 80], want: 'shop/web:http' },
    { name: 'a node port', to: ['192.168.0.10', 30_080], want: 'shop/web:http' },
    { name: 'a port that it has not', to: ['10.96.1.1', 81], want: 'shop/web (no such port)' },
    {
      name: 'a protocol that it has not',
      to: ['10.96.1.1', 80],
      protocol: 17,
      want: 'shop/web (no such port)',
    },
    { name: 'a ping', to: ['10.96.1.1', 7], protocol: 1, want: 'shop/web (ping)' },
    { name: 'another port of a node', to: ['192.168.0.10', 22], want: undefined },
    { name: 'a node port at a pod', to: ['10.244.2.7', 30_080], want: undefined },
  ] as const)('$name: $want', ({ to: [address, port], want, ...rest }) => {
    const protocol = 'protocol' in rest ? rest.protocol : 6
    expect(services.serviceAt(protocol, end(address, port))).toBe(want)
  })
})
