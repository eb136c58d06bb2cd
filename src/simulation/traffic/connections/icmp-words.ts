import { formatAddress } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { ConnectionEnds } from '../clients/sender.ts'

/** `ICMP 3/3 from 10.96.0.10`. */
export function describeIcmp({ protocol, icmpType, icmpCode, source }: Packet): string {
  const name = protocol === protocolNumber.icmp ? 'ICMP' : 'ICMPv6'
  return `${name} ${icmpType}/${icmpCode} from ${formatAddress(source)}`
}

/** Whether an ICMP error is about what the client sent. */
export function isAbout({ quoted }: Packet, ends: ConnectionEnds): boolean {
  return (
    quoted !== undefined &&
    quoted.source === ends.source &&
    quoted.sourcePort === ends.sourcePort &&
    quoted.destination === ends.destination &&
    quoted.destinationPort === ends.destinationPort
  )
}

/**
 * Whether a connected UDP socket tells its process of this error: protocol and port unreachable, what is prohibited by
 * ICMPv6; not that a host cannot be reached (icmp_err_convert and icmpv6_err_convert, `fatal`).
 */
export function isFatalToDatagrams({ protocol, icmpType, icmpCode }: Packet): boolean {
  if (protocol === protocolNumber.icmp) return icmpType === 3 && fatalCodes.has(icmpCode)
  return icmpType === 1 && fatalCodes6.has(icmpCode)
}

const fatalCodes: ReadonlySet<number> = new Set([2, 3, 6, 7, 8, 9, 10, 13, 14, 15])
const fatalCodes6: ReadonlySet<number> = new Set([1, 4, 5, 6])
