import { describe, expect, it } from 'vitest'
import { protocolNumber, tcpFlag } from '../../src/packet/protocol.ts'
import {
  conversationOf,
  packetBetween,
  segmentPacket,
} from '../../src/simulation/exchange-packets.ts'
import { end } from '../kernel/packets.ts'

describe('the packets of a conversation', () => {
  it('are as long as their headers and what they carry', () => {
    const length = (protocol: number, from: string) =>
      packetBetween(protocol, end(from), end(from), 10).lengthBytes
    expect(length(protocolNumber.tcp, '10.0.0.1:1')).toBe(50)
    expect(length(protocolNumber.udp, '10.0.0.1:1')).toBe(38)
    expect(length(protocolNumber.udp, '[fd00::1]:1')).toBe(58)
  })

  it.each([
    { protocol: protocolNumber.tcp, names: 'SYN, SYN+ACK, ACK data ACK, RST' },
    { protocol: protocolNumber.udp, names: 'datagram, datagram, , ' },
    {
      protocol: protocolNumber.sctp,
      names: 'INIT, INIT ACK, COOKIE ECHO COOKIE ACK DATA, ABORT',
    },
    { protocol: protocolNumber.icmp, names: 'echo request, echo reply, , ' },
    { protocol: protocolNumber.icmpv6, names: 'echo request, echo reply, , ' },
  ])('of protocol $protocol: $names', ({ protocol, names }) => {
    const { opening, answer, rest, ending } = conversationOf(protocol)
    const parts = [opening.name, answer.name, rest.map(({ name }) => name).join(' '), ending?.name]
    expect(parts.join(', ')).toBe(names)
  })

  it('carry what their protocol says of them', () => {
    const { opening } = conversationOf(protocolNumber.tcp)
    const syn = segmentPacket(protocolNumber.tcp, end('10.0.0.1:1'), end('10.0.0.2:2'), opening)
    expect(syn.tcpFlags).toBe(tcpFlag.syn)
    const ping = conversationOf(protocolNumber.icmpv6).opening
    const packet = segmentPacket(
      protocolNumber.icmpv6,
      end('[fd00::1]:1'),
      end('[fd00::2]:1'),
      ping,
    )
    expect(packet.icmpType).toBe(128)
  })
})
