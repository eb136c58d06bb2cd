import { protocolNumber, tcpFlag } from '../../../packet/protocol.ts'
import { conversationOf, type Segment } from '../../exchange-packets.ts'

type Pass = (isReply: boolean, segment: Segment) => void

export function openingOf(protocol: number): Segment {
  return conversationOf(protocol).opening
}

/** What follows the opening until both ends hold the flow open: no data. */
export function openFlow(protocol: number, pass: Pass): void {
  const { answer, rest } = conversationOf(protocol)
  pass(true, answer)
  for (const segment of rest) {
    if (segment.payloadBytes !== undefined) break
    pass(segment.reply, segment)
  }
}

const tcpEnding: readonly [boolean, Segment][] = [
  [false, { name: 'FIN', tcpFlags: tcpFlag.fin | tcpFlag.ack }],
  [true, { name: 'FIN', tcpFlags: tcpFlag.fin | tcpFlag.ack }],
  [false, { name: 'ACK', tcpFlags: tcpFlag.ack }],
]

/** RFC 9260, 9.2. */
const sctpEnding: readonly [boolean, Segment][] = [
  [false, { name: 'SHUTDOWN', sctpChunkType: 7 }],
  [true, { name: 'SHUTDOWN ACK', sctpChunkType: 8 }],
  [false, { name: 'SHUTDOWN COMPLETE', sctpChunkType: 14 }],
]

/** Both ends agree that it is over; datagrams just stop. */
export function closeFlow(protocol: number, pass: Pass): void {
  const ending =
    protocol === protocolNumber.tcp ? tcpEnding : protocol === protocolNumber.sctp ? sctpEnding : []
  for (const [isReply, segment] of ending) pass(isReply, segment)
}
