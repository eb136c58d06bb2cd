import type { Packet } from '../packet/packet.ts'
import { protocolNumber } from '../packet/protocol.ts'
import {
  echoReplyFor,
  type IcmpErrorByFamily,
  portUnreachable,
  protocolUnreachable,
  resetFor,
} from './answers.ts'
import { isMulticast } from './netfilter/network-interface.ts'

/** What the node itself does with a packet that is for it. */
export interface LocalDelivery {
  /** A socket takes it, or the kernel itself does (ICMP). */
  readonly accepted: boolean
  /** What the kernel answers of its own: RST, echo reply. */
  readonly answer: Packet | undefined
  /** The ICMP error that tells the sender. */
  readonly error: IcmpErrorByFamily | undefined
}

const taken: LocalDelivery = { accepted: true, answer: undefined, error: undefined }

/**
 * `hasSocket`: some process listens. A closed TCP port answers RST, a closed UDP port port unreachable; any
 * other protocol, SCTP too (its module is taken not to be loaded), protocol unreachable.
 */
export function deliverLocally(packet: Packet, hasSocket: boolean): LocalDelivery {
  if (hasSocket || isMulticast(packet.destination)) return taken
  switch (packet.protocol) {
    case protocolNumber.tcp:
      return { accepted: false, answer: resetFor(packet), error: undefined }
    case protocolNumber.udp:
      return { accepted: false, answer: undefined, error: portUnreachable }
    case protocolNumber.icmp:
    case protocolNumber.icmpv6:
      return { accepted: true, answer: echoReplyFor(packet), error: undefined }
    default:
      return { accepted: false, answer: undefined, error: protocolUnreachable }
  }
}
