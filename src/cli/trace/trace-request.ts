import { UserError } from '../../base/user-error.ts'
import { familyOf } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ExchangeRequest } from '../../simulation/exchange.ts'
import type { TrafficSource, TrafficTarget } from '../../simulation/traffic-targets.ts'
import type { TraceProtocol } from '../choices.ts'
import type { CommandIo } from '../command-io.ts'
import { formatTraceJson } from './trace-json.ts'
import type { TraceReport } from './trace-report.ts'
import { formatTraceText } from './trace-text.ts'

/** What `kpe trace` needs of a packet, wherever the rules come from. */
export interface PacketArguments {
  readonly from: string
  readonly to: string
  readonly protocol?: TraceProtocol
  readonly sourcePort?: number
  readonly seed: number
  readonly all: boolean
  readonly output: 'text' | 'json'
}

/** A port that a client's system would choose (net.ipv4.ip_local_port_range). */
const ephemeralPort = 40_000

export function printReport(report: TraceReport, options: PacketArguments, io: CommandIo): void {
  io.out(
    options.output === 'json'
      ? formatTraceJson(report)
      : formatTraceText(report, { all: options.all, colors: io.colors }),
  )
}

/** The packet that the flags ask for. @throws UserError E_USAGE */
export function requestOf(
  source: TrafficSource,
  target: TrafficTarget,
  options: PacketArguments,
): ExchangeRequest {
  if (familyOf(source.address) !== familyOf(target.address))
    throw new UserError('E_USAGE', `--from and --to are of different address families`)
  const name = options.protocol ?? target.protocol ?? 'tcp'
  const isPing = name === 'icmp'
  if (!isPing && target.port === undefined)
    throw new UserError(
      'E_USAGE',
      `--to "${options.to}": which port? (or --protocol icmp to ping it)`,
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
