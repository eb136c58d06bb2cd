import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../../../src/packet/address.ts'
import { decodeIpPacket } from '../../../../src/simulation/flows/capture/ip-packet.ts'
import { synPacket } from '../captures.ts'

/** An IPv4 header (its length, fragment field and protocol can be set) and what follows it. */
function ipv4(
  protocol: number,
  rest: Buffer,
  { words = 5, fragment = 0, length = 20 + rest.length } = {},
) {
  const header = Buffer.alloc(words * 4)
  header.writeUInt8(0x40 | words, 0)
  header.writeUInt16BE(length, 2)
  header.writeUInt16BE(fragment, 6)
  header.writeUInt8(protocol, 9)
  header.set([10, 0, 0, 1, 10, 0, 0, 2], 12)
  return Buffer.concat([header, rest])
}

function ipv6(next: number, rest: Buffer) {
  const header = Buffer.alloc(40)
  header.writeUInt8(0x60, 0)
  header.writeUInt16BE(rest.length, 4)
  header.writeUInt8(next, 6)
  header.writeUInt8(0xfd, 8)
  header.writeUInt8(1, 23)
  header.writeUInt8(0xfd, 24)
  header.writeUInt8(2, 39)
  return Buffer.concat([header, rest])
}

const ports = Buffer.from('9c400050', 'hex')
const udp = Buffer.concat([ports, Buffer.alloc(4)])
/** Next header, its length beyond the first 8 bytes, and the rest. */
const option = (next: number) => Buffer.concat([Buffer.from([next, 0]), Buffer.alloc(6)])
const fragmentHeader = (next: number, offset: number) =>
  Buffer.from([next, 0, (offset << 3) >> 8, (offset << 3) & 255, 0, 0, 0, 1])

describe('an IP packet', () => {
  it('has ends, flags and length', () => {
    const packet = decodeIpPacket(synPacket(), 40)
    expect(packet).toMatchObject({
      protocol: 6,
      sourcePort: 40_000,
      destinationPort: 80,
      tcpFlags: 2,
      lengthBytes: 40,
    })
    if (typeof packet === 'string') throw new Error(packet)
    expect(formatAddress(packet.destination)).toBe('10.96.1.1')
  })

  it.each([
    { name: 'UDP', bytes: ipv4(17, udp), want: { sourcePort: 40_000, destinationPort: 80 } },
    { name: 'options', bytes: ipv4(17, udp, { words: 6 }), want: { destinationPort: 80 } },
    {
      name: 'the first fragment',
      bytes: ipv4(17, udp, { fragment: 0x2000 }),
      want: { destinationPort: 80 },
    },
    {
      name: 'no total length (segmentation offload)',
      bytes: ipv4(17, udp, { length: 0 }),
      want: { lengthBytes: 9_000 },
    },
    {
      name: 'SCTP',
      bytes: ipv4(132, Buffer.concat([ports, Buffer.alloc(8), Buffer.from([1])])),
      want: { sctpChunkType: 1 },
    },
    {
      name: 'an echo',
      bytes: ipv4(1, Buffer.from('0800000000070001', 'hex')),
      want: { icmpType: 8, sourcePort: 7, destinationPort: 7 },
    },
    {
      name: 'an IPv6 echo reply',
      bytes: ipv6(58, Buffer.from('8100000000070001', 'hex')),
      want: { icmpType: 129, sourcePort: 7 },
    },
    { name: 'IPv6', bytes: ipv6(17, udp), want: { destinationPort: 80, lengthBytes: 48 } },
    {
      name: 'IPv6 with options, routing and a first fragment',
      bytes: ipv6(
        0,
        Buffer.concat([option(43), option(44), fragmentHeader(60, 0), option(17), udp]),
      ),
      want: { protocol: 17, destinationPort: 80 },
    },
    {
      name: 'IPv6 with an authentication header',
      bytes: ipv6(51, Buffer.concat([Buffer.from([17, 1]), Buffer.alloc(10), udp])),
      want: { protocol: 17, destinationPort: 80 },
    },
  ])('is read: $name', ({ bytes, want }) => {
    expect(decodeIpPacket(bytes, 9_000)).toMatchObject(want)
  })

  it.each([
    { name: 'nothing', bytes: Buffer.alloc(0), want: 'cut-short' },
    { name: 'another version', bytes: Buffer.from([0x50]), want: 'not-ip' },
    {
      name: 'a header that is too short',
      bytes: ipv4(17, udp, {}).fill(0x44, 0, 1),
      want: 'not-ip',
    },
    { name: 'a cut IPv4 header', bytes: ipv4(17, udp).subarray(0, 19), want: 'cut-short' },
    { name: 'a cut IPv6 header', bytes: ipv6(17, udp).subarray(0, 39), want: 'cut-short' },
    { name: 'cut ports', bytes: ipv4(17, ports.subarray(0, 3)), want: 'cut-short' },
    { name: 'cut TCP flags', bytes: ipv4(6, Buffer.alloc(13)), want: 'cut-short' },
    { name: 'a cut SCTP chunk', bytes: ipv4(132, Buffer.alloc(12)), want: 'cut-short' },
    { name: 'a cut echo', bytes: ipv4(1, Buffer.from('0800000000', 'hex')), want: 'cut-short' },
    { name: 'a cut extension header', bytes: ipv6(0, option(0).subarray(0, 7)), want: 'cut-short' },
    { name: 'a later fragment', bytes: ipv4(17, udp, { fragment: 1 }), want: 'later-fragment' },
    {
      name: 'a later IPv6 fragment',
      bytes: ipv6(44, Buffer.concat([fragmentHeader(17, 3), udp])),
      want: 'later-fragment',
    },
    {
      name: 'an ICMP error',
      bytes: ipv4(1, Buffer.from('0301000000000000', 'hex')),
      want: 'icmp-message',
    },
    { name: 'GRE', bytes: ipv4(47, udp), want: 'other-protocol' },
    { name: 'IPsec', bytes: ipv6(50, udp), want: 'other-protocol' },
  ])('cannot be replayed: $name', ({ bytes, want }) => {
    expect(decodeIpPacket(bytes, 0)).toBe(want)
  })
})
