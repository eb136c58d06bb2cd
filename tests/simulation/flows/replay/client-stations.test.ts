import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import type { LivingPod } from '../../../../src/simulation/cluster/living-pod.ts'
import { ClientStations } from '../../../../src/simulation/flows/replay/client-stations.ts'
import { StillCluster } from '../../../../src/simulation/flows/replay/still-cluster.ts'
import { configurationOf, manyWays } from './cluster.ts'

const guests: LivingPod[] = []
const clients = new ClientStations(
  new StillCluster(manyWays, configurationOf('iptables')),
  manyWays,
  (guest) => guests.push(guest),
)

describe('a client', () => {
  it.each([
    {
      address: '10.244.2.7',
      want: { kind: 'pod', station: { kind: 'pod', pod: { name: 'shop/a' } } },
    },
    { address: '192.168.0.11', want: { kind: 'node', station: { kind: 'node', node: 'node-2' } } },
    { address: '203.0.113.5', want: { kind: 'outside', station: { kind: 'outside' } } },
  ])('is found by its address: $address', ({ address, want }) => {
    expect(clients.at(parseAddress(address))).toMatchObject(want)
  })

  it('that no manifest tells of is made up on the node with its network, once', () => {
    const address = parseAddress('10.244.2.200')
    const guest = clients.at(address)
    expect(guest).toMatchObject({
      kind: 'guest',
      station: { kind: 'pod', pod: { node: 'node-2' } },
    })
    expect(clients.at(address)).toBe(guest)
    expect(guests.map(({ name }) => name)).toEqual(['10.244.2.200'])
  })
})
