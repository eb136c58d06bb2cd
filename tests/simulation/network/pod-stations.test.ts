import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { PodStations } from '../../../src/simulation/network/pod-stations.ts'
import { HandledPod } from './small-cluster.ts'

const address = parseAddress('10.244.1.5')

describe('stations of pods', () => {
  it('are those of whoever has the address now', () => {
    const first = new HandledPod('default/first', 'node-1', [address])
    const second = new HandledPod('default/second', 'node-1', [address])
    let owner: HandledPod | undefined = first
    const stations = new PodStations({ podAt: () => owner })
    const station = stations.at(address)
    expect(station?.pod).toBe(first)
    expect(stations.at(address)).toBe(station)
    first.end('fin')
    expect(stations.at(address)).toBeUndefined()
    owner = second
    expect(stations.at(address)?.pod).toBe(second)
    owner = undefined
    second.end('fin')
    expect(stations.at(address)).toBeUndefined()
  })

  it('know guests, of whom the cluster knows nothing', () => {
    const stations = new PodStations({ podAt: () => undefined })
    const guest = new HandledPod('guest', 'node-1', [address])
    stations.addGuest(guest)
    expect(stations.at(address)?.pod).toBe(guest)
  })
})
