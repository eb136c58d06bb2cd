import { describe, expect, it } from 'vitest'
import { echoReplyFor, icmpErrorFor, resetFor, unreachable } from '../../src/kernel/answers.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { tcpFlag } from '../../src/packet/protocol.ts'
import { packet } from './packets.ts'

const node = parseAddress('192.168.0.10')

describe('what the node answers of its own', () => {
  it('a RST to a SYN, none to a RST', () => {
    const reset = resetFor(packet('tcp', '10.0.0.1:5000', '10.0.0.2:80'))
    expect(reset).toMatchObject({ sourcePort: 80, destinationPort: 5_000 })
    expect(reset?.tcpFlags).toBe(tcpFlag.rst | tcpFlag.ack)
    const late = resetFor(packet('tcp', '10.0.0.1:1', '10.0.0.2:2', { tcpFlags: tcpFlag.ack }))
    expect(late?.tcpFlags).toBe(tcpFlag.rst)
    expect(
      resetFor(packet('tcp', '10.0.0.1:1', '10.0.0.2:2', { tcpFlags: tcpFlag.rst })),
    ).toBeUndefined()
    expect(resetFor(packet('udp', '10.0.0.1:1', '10.0.0.2:2'))).toBeUndefined()
  })

  it('an ICMP error that quotes the packet as it is now', () => {
    const one = packet('udp', '10.0.0.1:1', '10.0.0.2:2', { lengthBytes: 2_000 })
    const error = icmpErrorFor(one, node, 3, 3)
    one.sourcePort = 9
    expect(error?.quoted?.sourcePort).toBe(1)
    expect(error).toMatchObject({ icmpType: 3, icmpCode: 3, lengthBytes: 576 })
    expect(error?.destination).toBe(parseAddress('10.0.0.1'))
  })

  it('no error about an error, nor to or about many', () => {
    const error = packet('icmp', '10.0.0.1:0', '10.0.0.2:0', { icmpType: 3 })
    expect(icmpErrorFor(error, node, 3, 3)).toBeUndefined()
    expect(icmpErrorFor(packet('udp', '10.0.0.1:1', '224.0.0.1:2'), node, 3, 3)).toBeUndefined()
    expect(icmpErrorFor(packet('udp', '0.0.0.0:1', '10.0.0.1:2'), node, 3, 3)).toBeUndefined()
  })

  it('an echo reply to an echo request of either family', () => {
    expect(echoReplyFor(packet('icmp', '10.0.0.1:7', '10.0.0.2:7'))).toMatchObject({
      icmpType: 0,
      destination: parseAddress('10.0.0.1'),
      sourcePort: 7,
    })
    expect(echoReplyFor(packet('icmpv6', '[fd00::1]:7', '[fd00::2]:7'))?.icmpType).toBe(129)
    expect(
      echoReplyFor(packet('icmp', '10.0.0.1:7', '10.0.0.2:7', { icmpType: 0 })),
    ).toBeUndefined()
  })

  it('numbers unreachable as each family does', () => {
    expect(unreachable(13)).toEqual({ ipv4: { type: 3, code: 13 }, ipv6: { type: 1, code: 1 } })
  })
})
