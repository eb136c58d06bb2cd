import { describe, expect, it } from 'vitest'
import { defaultNetworkSettings } from '../../../src/simulation/network/network-settings.ts'
import { packet } from '../../kernel/packets.ts'
import { podStation, smallWorld } from './small-cluster.ts'

describe('the network, unless told otherwise', () => {
  it('is a bridge with hairpin mode on, that tells of pods that are gone', () => {
    const world = smallWorld('iptables', defaultNetworkSettings)
    world.cluster.podNamed('default/web-0')?.end('silence')
    const client = podStation(world, 'client-1')
    const sent = packet('tcp', '10.244.1.20:4000', '10.244.2.30:8080')
    expect(world.network.send(sent, client)).toMatchObject({ loss: { toldAtMs: 3_000 } })
    const hairpin = packet('tcp', '10.244.2.31:4000', '10.96.0.10:80')
    expect(world.network.send(hairpin, podStation(world, 'web-1')).kind).toBe('arrived')
  })
})
