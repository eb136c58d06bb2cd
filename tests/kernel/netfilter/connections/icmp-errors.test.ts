import { describe, expect, it } from 'vitest'
import {
  isIcmpError,
  isSilentIcmpv6,
} from '../../../../src/kernel/netfilter/connections/icmp-errors.ts'
import { createSocketBuffer } from '../../../../src/kernel/netfilter/socket-buffer.ts'
import { contextOf, packet, testKernel } from '../../packets.ts'

function stateOf(error: ReturnType<typeof packet>) {
  const kernel = testKernel()
  const context = contextOf(kernel)
  const first = createSocketBuffer(packet('udp', '10.0.0.1:5000', '10.0.0.2:53'), 'eth0', false)
  kernel.tracker.track(first, context)
  kernel.tracker.confirm(first, context)
  const buffer = createSocketBuffer(error, 'eth0', false)
  kernel.tracker.track(buffer, context)
  return { state: buffer.connectionState, direction: buffer.direction }
}

const unreachable = (to: string, quoted: ReturnType<typeof packet>) =>
  packet('icmp', '10.0.0.9:0', to, { icmpType: 3, icmpCode: 3, quoted })

describe('an ICMP error', () => {
  it('is RELATED to the connection whose packet it quotes, on its way back', () => {
    const quoted = packet('udp', '10.0.0.1:5000', '10.0.0.2:53')
    expect(stateOf(unreachable('10.0.0.1:0', quoted))).toEqual({
      state: 'RELATED',
      direction: 'reply',
    })
  })

  it('is INVALID if it quotes an unknown packet, or goes to another than its sender', () => {
    const unknown = packet('udp', '10.0.0.1:5001', '10.0.0.2:53')
    expect(stateOf(unreachable('10.0.0.1:0', unknown)).state).toBe('INVALID')
    const quoted = packet('udp', '10.0.0.1:5000', '10.0.0.2:53')
    expect(stateOf(unreachable('10.0.0.7:0', quoted)).state).toBe('INVALID')
  })

  it('is told from other ICMP', () => {
    expect(isIcmpError(packet('icmp', '10.0.0.1:0', '10.0.0.2:0', { icmpType: 11 }))).toBe(true)
    expect(isIcmpError(packet('icmp', '10.0.0.1:0', '10.0.0.2:0'))).toBe(false)
    expect(isIcmpError(packet('icmpv6', '[fd00::1]:0', '[fd00::2]:0', { icmpType: 1 }))).toBe(true)
    expect(isSilentIcmpv6(packet('icmpv6', '[fd00::1]:0', '[fd00::2]:0', { icmpType: 136 }))).toBe(
      true,
    )
  })
})
