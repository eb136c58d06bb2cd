import { expect, it } from 'vitest'
import { portUnreachable, protocolUnreachable } from '../../src/kernel/answers.ts'
import { deliverLocally } from '../../src/kernel/local-delivery.ts'
import { packet } from './packets.ts'

it.each([
  {
    name: 'a socket takes its packet',
    protocol: 'tcp',
    socket: true,
    want: [true, false, undefined],
  },
  {
    name: 'a closed TCP port resets',
    protocol: 'tcp',
    socket: false,
    want: [false, true, undefined],
  },
  {
    name: 'a closed UDP port is unreachable',
    protocol: 'udp',
    socket: false,
    want: [false, false, portUnreachable],
  },
  {
    name: 'SCTP is unknown without its module',
    protocol: 'sctp',
    socket: false,
    want: [false, false, protocolUnreachable],
  },
  { name: 'a ping is answered', protocol: 'icmp', socket: false, want: [true, true, undefined] },
] as const)('$name', ({ protocol, socket, want }) => {
  const delivery = deliverLocally(packet(protocol, '10.0.0.1:1', '10.0.0.2:2'), socket)
  expect([delivery.accepted, delivery.answer !== undefined, delivery.error]).toEqual(want)
})

it('what is sent to many is never refused', () => {
  const delivery = deliverLocally(packet('udp', '10.0.0.1:1', '224.0.0.1:2'), false)
  expect(delivery).toEqual({ accepted: true, answer: undefined, error: undefined })
})
