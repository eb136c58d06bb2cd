import type { Chance } from '../../../base/chance.ts'
import { entryOf } from '../../../base/entry-of.ts'
import { UserError } from '../../../base/user-error.ts'
import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import { type Family, familyOf, parseAddress } from '../../../packet/address.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { ExchangeRequest } from '../../exchange.ts'
import type { RecordedPacket } from './recorded-state.ts'

const protocols: Readonly<Record<string, number>> = protocolNumber
/** net.ipv4.ip_local_port_range of the recorder's namespaces. */
const [firstPort, portCount] = [1_024, 64_512]

/** What a recorded packet asks. A source that it leaves out is chosen as the node does.
 * @throws UserError E_RECORDING */
export function createRequest(
  packet: RecordedPacket,
  kernel: NodeKernel,
  chance: Chance,
): ExchangeRequest {
  const destination = parseAddress(packet.dst)
  const protocol = protocolOf(packet.proto.toLowerCase(), familyOf(destination))
  if (protocol === undefined)
    throw new UserError(
      'E_RECORDING',
      `"${packet.proto}" is no protocol (expected tcp, udp, sctp or icmp)`,
    )
  const source =
    packet.src === undefined || packet.src === ''
      ? kernel.sourceTowards(destination)
      : parseAddress(packet.src)
  if (source === undefined)
    throw new UserError('E_RECORDING', `a packet to ${packet.dst} has no src, and no route has one`)
  if (familyOf(source) !== familyOf(destination))
    throw new UserError('E_RECORDING', `a packet goes from ${packet.src} to ${packet.dst}`)
  const port = packet.sport === undefined || packet.sport === 0 ? undefined : packet.sport
  return {
    from: packet.from,
    protocol,
    source: { address: source, port: port ?? firstPort + chance.anyOf(portCount) },
    destination: { address: destination, port: packet.dport ?? 0 },
    keepOpen: packet.keep === true,
  }
}

/** A ping is "icmp" in both families. */
function protocolOf(name: string, family: Family): number | undefined {
  return name === 'icmp' && family === 'IPv6' ? protocolNumber.icmpv6 : entryOf(protocols, name)
}
