import { type DumpedPacket, localInterfaces, traceOnDumps } from '../../report/trace/dump-trace.ts'
import type { CommandIo } from '../command-io.ts'
import { readDumps } from '../rules/dump-rules.ts'
import { readTextFile } from '../text-file.ts'
import { type PacketArguments, printReport } from './print-report.ts'

export interface DumpTraceArguments extends PacketArguments, DumpedPacket {
  readonly rules: readonly string[]
  /** What `ip -o addr` printed on the node. */
  readonly addresses?: string
  readonly localAddress: readonly string[]
}

/** `kpe trace --rules DUMP…`: a packet through a real node's rules. @throws UserError */
export function traceDumps(options: DumpTraceArguments, io: CommandIo): void {
  const dumps = readDumps(options.rules, io)
  const { addresses } = options
  const listing = addresses === undefined ? undefined : readTextFile(addresses)
  const interfaces = localInterfaces(listing, options.localAddress)
  if (interfaces.length === 0)
    io.err(
      'nobody said which addresses are local (--addresses, --local-address): the trace says where that matters\n',
    )
  printReport(traceOnDumps(dumps, interfaces, options), options, io)
}
