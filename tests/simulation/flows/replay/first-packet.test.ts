import { describe, expect, it } from 'vitest'
import { packetBetween } from '../../../../src/simulation/exchange-packets.ts'
import {
  isFromServer,
  isInMidStream,
  isStray,
  packetSegment,
} from '../../../../src/simulation/flows/replay/first-packet.ts'
import { ServiceAddresses } from '../../../../src/simulation/flows/replay/service-addresses.ts'
import { end, manyWays } from './cluster.ts'

const services = new ServiceAddresses(manyWays)
const service = end('10.96.1.1', 80)
const client = end('10.244.1.5', 79)

describe('the first packet of a flow comes from its server', () => {
  it.each([
    { name: 'a SYN', protocol: 6, from: service, to: client, set: { tcpFlags: 0x02 }, want: false },
    {
      name: 'an answer to a SYN',
      protocol: 6,
      from: client,
      to: service,
      set: { tcpFlags: 0x12 },
      want: true,
    },
    {
      name: 'data from a Service',
      protocol: 6,
      from: service,
      to: client,
      set: { tcpFlags: 0x10 },
      want: true,
    },
    {
      name: 'data to a Service',
      protocol: 6,
      from: client,
      to: service,
      set: { tcpFlags: 0x10 },
      want: false,
    },
    {
      name: 'data from the lower port',
      protocol: 6,
      from: end('10.0.0.1', 22),
      to: end('10.0.0.2', 40_000),
      set: { tcpFlags: 0x10 },
      want: true,
    },
    {
      name: 'an INIT',
      protocol: 132,
      from: service,
      to: client,
      set: { sctpChunkType: 1 },
      want: false,
    },
    {
      name: 'an INIT ACK',
      protocol: 132,
      from: client,
      to: service,
      set: { sctpChunkType: 2 },
      want: true,
    },
    {
      name: 'SCTP data to the lower port',
      protocol: 132,
      from: end('10.0.0.1', 9_000),
      to: end('10.0.0.2', 22),
      set: {},
      want: false,
    },
    { name: 'an echo', protocol: 1, from: client, to: service, set: { icmpType: 8 }, want: false },
    {
      name: 'an echo reply',
      protocol: 1,
      from: client,
      to: service,
      set: { icmpType: 0 },
      want: true,
    },
    {
      name: 'an IPv6 echo reply',
      protocol: 58,
      from: client,
      to: service,
      set: { icmpType: 129 },
      want: true,
    },
    {
      name: 'a datagram from port 53',
      protocol: 17,
      from: end('10.0.0.1', 53),
      to: end('10.0.0.2', 40_000),
      set: {},
      want: true,
    },
    {
      name: 'a datagram between high ports',
      protocol: 17,
      from: end('10.0.0.1', 5_000),
      to: end('10.0.0.2', 40_000),
      set: {},
      want: false,
    },
  ])('$name: $want', ({ protocol, from, to, set, want }) => {
    const packet = { ...packetBetween(protocol, from, to), ...set }
    expect(isFromServer(packet, from, to, services)).toBe(want)
  })
})

describe('a first packet', () => {
  it.each([
    { name: 'SYN', protocol: 6, set: { tcpFlags: 0x02 }, midStream: false, stray: false },
    { name: 'data', protocol: 6, set: { tcpFlags: 0x18 }, midStream: true, stray: false },
    { name: 'FIN', protocol: 6, set: { tcpFlags: 0x11 }, midStream: true, stray: true },
    { name: 'RST', protocol: 6, set: { tcpFlags: 0x04 }, midStream: true, stray: true },
    { name: 'a datagram', protocol: 17, set: {}, midStream: false, stray: false },
    { name: 'INIT', protocol: 132, set: { sctpChunkType: 1 }, midStream: false, stray: false },
    { name: 'DATA', protocol: 132, set: { sctpChunkType: 0 }, midStream: true, stray: false },
  ])('$name', ({ protocol, set, midStream, stray }) => {
    const packet = { ...packetBetween(protocol, client, service), ...set }
    expect(isInMidStream(packet)).toBe(midStream)
    expect(isStray(packet)).toBe(stray)
    expect(packetSegment(packet)).toMatchObject(set)
  })
})
