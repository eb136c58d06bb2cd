import type { Packet } from '../packet/packet.ts'
import { icmpErrorFor } from './answers.ts'
import { rateLimitSysctl } from './icmp-rate-limit.ts'
import type { Moment } from './moment.ts'
import type { NodeKernel } from './node-kernel.ts'
import type { Passage } from './passage.ts'

/** ICMP 3/1 (arp_error_report, ipv4_link_failure), ICMPv6 1/3 (ndisc_error_report). */
const hostUnreachable = { ipv4: { type: 3, code: 1 }, ipv6: { type: 1, code: 3 } }

/**
 * A packet left the node, as it is now, but nobody on the link answers for its next hop: what the node tells the
 * packet's sender. Undefined: nothing, by the rules and limits of ICMP.
 */
export function reportLinkFailure(
  kernel: NodeKernel,
  packet: Packet,
  moment: Moment,
): Passage | undefined {
  const back = kernel.routing.lookUp(packet.source)
  if (back.source === undefined) return undefined
  const { type, code } =
    typeof packet.source === 'number' ? hostUnreachable.ipv4 : hostUnreachable.ipv6
  const error = icmpErrorFor(packet, back.source, type, code)
  if (error === undefined) return undefined
  const limitMs = Number(kernel.sysctl(rateLimitSysctl(packet.source)) ?? 0)
  const allowed =
    back.device === 'lo' ||
    kernel.icmpRateLimit.allows(packet.source, type, limitMs, moment.nowMs, moment.journal)
  return allowed ? kernel.send(error, moment) : undefined
}
