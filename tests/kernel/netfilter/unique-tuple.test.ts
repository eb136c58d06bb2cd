import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import type { NatRange, Tuple } from '../../../src/kernel/netfilter/hook.ts'
import { type Manipulation, moveToUnique } from '../../../src/kernel/netfilter/unique-tuple.ts'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'
import { end } from '../packets.ts'

const tuple = (from: string, to: string, protocol = 6): Tuple => ({
  protocol,
  source: end(from).address,
  sourcePort: end(from).port,
  destination: end(to).address,
  destinationPort: end(to).port,
})
const address = (text: string) => ({
  addressMin: parseAddress(text),
  addressMax: parseAddress(text),
})
const free = () => false
const chance = createSeededChance(7)
function place(
  present: Tuple,
  range: NatRange,
  manipulation: Manipulation,
  isTaken: (tuple: Tuple) => boolean = free,
) {
  const moved = { ...present }
  return { drawn: moveToUnique(moved, range, manipulation, { isTaken }, chance), tuple: moved }
}

const client = tuple('10.0.0.1:5000', '10.0.0.2:80')

describe('the place that NAT finds for a connection', () => {
  it('keeps everything where nothing is asked and nothing is taken', () => {
    expect(place(client, {}, 'source')).toEqual({ tuple: client, drawn: false })
    expect(place(client, {}, 'destination')).toEqual({ tuple: client, drawn: false })
  })

  it('keeps the source port when only the address changes', () => {
    const { tuple: placed, drawn } = place(client, address('192.168.0.10'), 'source')
    expect(placed).toEqual({ ...client, source: parseAddress('192.168.0.10') })
    expect(drawn).toBe(false)
  })

  it('draws another port of the same class when that one is taken', () => {
    for (const [port, low, high] of [
      [300, 1, 511],
      [700, 600, 1_023],
      [5_000, 1_024, 65_535],
    ] as const) {
      const present = { ...client, sourcePort: port }
      const isTaken = (one: Tuple) => one.sourcePort === port
      const { tuple: placed, drawn } = place(present, {}, 'source', isTaken)
      expect(placed.sourcePort).not.toBe(port)
      expect(placed.sourcePort).toBeGreaterThanOrEqual(low)
      expect(placed.sourcePort).toBeLessThanOrEqual(high)
      expect(drawn).toBe(true)
    }
  })

  it('draws a port with --random-fully though the old one is free', () => {
    const placed = place(client, { ...address('192.168.0.10'), randomPort: true }, 'source')
    expect(placed.drawn).toBe(true)
  })

  it('sends to one port without asking whether the tuple is taken', () => {
    const range = { ...address('10.244.1.1'), portMin: 8_080, portMax: 8_080 }
    const { tuple: placed } = place(client, range, 'destination', () => true)
    expect(placed.destinationPort).toBe(8_080)
  })

  it('takes the first free port of a destination’s range', () => {
    const range = { ...address('10.244.1.1'), portMin: 8_080, portMax: 8_090 }
    const isTaken = (one: Tuple) => one.destinationPort < 8_083
    const { tuple: placed, drawn } = place(client, range, 'destination', isTaken)
    expect(placed.destinationPort).toBe(8_083)
    expect(drawn).toBe(false)
  })

  it('moves a ping’s identifier on both sides', () => {
    const ping = tuple('10.0.0.1:7', '10.0.0.2:7', 1)
    const { tuple: placed } = place(ping, {}, 'source', (one) => one.sourcePort === 7)
    expect(placed.sourcePort).toBe(placed.destinationPort)
    expect(placed.sourcePort).not.toBe(7)
  })

  it('gives up when everything is taken, and leaves the rest to the confirmation', () => {
    expect(place(client, {}, 'source', () => true).tuple.source).toBe(client.source)
  })

  it('stays within several addresses, and is the same for the same ends', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.constantFrom('IPv4', 'IPv6'), (host, family) => {
        const v4 = family === 'IPv4'
        const from = v4 ? `10.1.${host >> 8}.${host & 255}:1` : `[fd00::${host.toString(16)}]:1`
        const present = tuple(from, v4 ? '10.0.0.2:80' : '[fd00:2::1]:80')
        const range = {
          addressMin: parseAddress(v4 ? '192.0.2.3' : '2001:db8::3'),
          addressMax: parseAddress(v4 ? '192.0.2.9' : '2001:db8::9'),
        }
        const { source } = place(present, range, 'source').tuple
        expect(source >= range.addressMin && source <= range.addressMax).toBe(true)
        expect(place(present, range, 'source').tuple.source).toBe(source)
      }),
    )
  })

  it('takes the address that Linux 6.18 took', () => {
    const last = (from: string, to: string, range: NatRange, manipulation: Manipulation) => {
      const { tuple: placed } = place(tuple(from, to), range, manipulation)
      const address = manipulation === 'source' ? placed.source : placed.destination
      return Number(formatAddress(address).split('.')[3])
    }
    const several = (low: string, high: string) => ({
      addressMin: parseAddress(low),
      addressMax: parseAddress(high),
    })
    const backends = several('10.244.1.1', '10.244.1.8')
    const clients = [5, 6, 7, 8, 9, 10, 11]
    const toService = (persistent: boolean, service: string) =>
      clients.map((host) =>
        last(`203.0.113.${host}:4000`, service, { ...backends, persistent }, 'destination'),
      )
    expect(toService(false, '10.96.0.50:80')).toEqual([5, 7, 5, 2, 4, 4, 3])
    expect(toService(true, '10.96.0.51:80')).toEqual([4, 3, 2, 4, 2, 5, 3])
    const sources = [1, 2, 3, 4, 5, 6, 7].map((host) =>
      last(
        `172.16.9.${host + 4}:4000`,
        `10.244.1.${host}:80`,
        several('10.244.0.50', '10.244.0.57'),
        'source',
      ),
    )
    expect(sources).toEqual([57, 53, 51, 53, 51, 53, 50])
  })

  it('spreads sources over several addresses', () => {
    const range = { addressMin: parseAddress('192.0.2.1'), addressMax: parseAddress('192.0.2.4') }
    const taken = Array.from({ length: 200 }, (_, host) =>
      formatAddress(place(tuple(`10.1.0.${host}:1`, '10.0.0.2:80'), range, 'source').tuple.source),
    )
    expect(new Set(taken).size).toBe(4)
  })
})
