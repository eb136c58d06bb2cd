import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { RulesOutput } from '../../report/choices.ts'
import { formatNodeDump } from '../../report/rules/dump-text.ts'
import { type NodeDump, readNodeDump } from '../../simulation/node/node-dump.ts'
import type { CommandIo } from '../command-io.ts'
import { readTextFile } from '../text-file.ts'

/** Reads the dumps of a node; what had to be guessed goes to stderr. @throws UserError */
export function readDumps(names: readonly string[], io: CommandIo): NodeDump[] {
  return names.map((name) => {
    const { file, text } = readTextFile(name)
    const dump = readNodeDump(text, file)
    if (dump.kind === 'iptables') for (const note of dump.dump.notes) io.err(`${file}: ${note}\n`)
    return dump
  })
}

/** `kpe rules --rules DUMP`: a dump in another form; without one, as it came. @throws UserError */
export function printDumps(
  names: readonly string[],
  output: RulesOutput | undefined,
  backend: Backend | undefined,
  io: CommandIo,
): void {
  for (const dump of readDumps(names, io)) io.out(formatNodeDump(dump, output, backend))
}
