import { expect, it } from 'vitest'
import {
  connectionStateBit,
  createSocketBuffer,
  stateBitOf,
} from '../../../src/kernel/netfilter/socket-buffer.ts'
import { packet } from '../packets.ts'

it('begins without mark, connection or route', () => {
  const one = packet('udp', '10.0.0.1:1', '10.0.0.2:2')
  expect(createSocketBuffer(one, 'eth0', false)).toMatchObject({
    packet: one,
    mark: 0,
    inputInterface: 'eth0',
    outputInterface: '',
    connection: -1,
    connectionState: undefined,
    local: false,
  })
})

it('gives each state its bit, and INVALID’s to a packet that conntrack has not seen', () => {
  for (const [state, bit] of Object.entries(connectionStateBit))
    expect(stateBitOf(state as keyof typeof connectionStateBit)).toBe(bit)
  expect(stateBitOf(undefined)).toBe(connectionStateBit.INVALID)
})
