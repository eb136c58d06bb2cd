import { UserError } from '../../base/user-error.ts'
import { type Family, familyOf, tryParseAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ExchangeRequest } from '../../simulation/exchange.ts'
import type { TrafficSource, TrafficTarget } from '../../simulation/traffic-targets.ts'
import type { TraceProtocol } from '../choices.ts'

/** What is asked of a packet, beside its two ends. */
export interface PacketChoices {
  /** As the user wrote the target. */
  readonly to: string
  readonly protocol?: TraceProtocol
  readonly sourcePort?: number
}

/** A port that a client's system would choose (net.ipv4.ip_local_port_range). */
const ephemeralPort = 40_000

/** The packet that is asked for. @throws UserError E_USAGE */
export function requestOf(
  source: TrafficSource,
  target: TrafficTarget,
  options: PacketChoices,
): ExchangeRequest {
  if (familyOf(source.address) !== familyOf(target.address))
    throw new UserError('E_USAGE', `--from and --to are of different address families`)
  const name = options.protocol ?? target.protocol ?? 'tcp'
  const isPing = name === 'icmp'
  if (!isPing && target.port === undefined)
    throw new UserError(
      'E_USAGE',
      `--to "${options.to}": which port?${target.ports === undefined ? '' : ` It has ${target.ports.join(', ')}.`} (or --protocol icmp to ping it)`,
    )
  const port = options.sourcePort ?? ephemeralPort
  return {
    from: source.from,
    protocol:
      isPing && familyOf(target.address) === 'IPv6' ? protocolNumber.icmpv6 : protocolNumber[name],
    source: { address: source.address, port },
    destination: { address: target.address, port: isPing ? port : (target.port ?? 0) },
  }
}

/** The family of an address with or without a port; undefined: a name. */
export function familyOfText(text: string): Family | undefined {
  const address =
    tryParseAddress(text) ?? tryParseAddress(text.replace(/^\[|\](:\d+)?$|:\d+$/g, ''))
  return address === undefined ? undefined : familyOf(address)
}
