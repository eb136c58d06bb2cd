import { formatTraceJson } from '../../report/trace/trace-json.ts'
import type { TraceReport } from '../../report/trace/trace-report.ts'
import type { PacketChoices } from '../../report/trace/trace-request.ts'
import { formatTraceText } from '../../report/trace/trace-text.ts'
import type { CommandIo } from '../command-io.ts'

/** What `kpe trace` needs of a packet, wherever the rules come from. */
export interface PacketArguments extends PacketChoices {
  readonly from: string
  readonly seed: number
  readonly all: boolean
  readonly output: 'text' | 'json'
}

export function printReport(report: TraceReport, options: PacketArguments, io: CommandIo): void {
  io.out(
    options.output === 'json'
      ? formatTraceJson(report)
      : formatTraceText(report, { all: options.all, colors: io.colors }),
  )
}
