import { UserError } from '../base/user-error.ts'
import type { Dump } from '../kernel/iptables/dump/dump.ts'
import { readDump } from '../kernel/iptables/dump/dump-reader.ts'
import { printDump } from '../kernel/iptables/dump/dump-writer.ts'
import type { Backend } from '../kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../kernel/iptables/text/save-writer.ts'
import type { RulesOutput } from './choices.ts'
import type { CommandIo } from './command-io.ts'
import { ruleAsData } from './rules-text.ts'
import { readTextFile } from './text-file.ts'

/** Reads the dumps of a node; what had to be guessed goes to stderr. @throws UserError */
export function readDumps(names: readonly string[], io: CommandIo): Dump[] {
  return names.map((name) => {
    const { file, text } = readTextFile(name)
    const dump = readDump(text, file)
    for (const note of dump.notes) io.err(`${file}: ${note}\n`)
    return dump
  })
}

/** `kpe rules --rules DUMP`: a dump in another form; as `save` byte for byte as it came. @throws UserError */
export function printDumps(
  names: readonly string[],
  output: RulesOutput | undefined,
  backend: Backend | undefined,
  io: CommandIo,
): void {
  for (const dump of readDumps(names, io))
    switch (output ?? 'save') {
      case 'save':
        // Another backend prints in another order: then it is no longer as it came.
        io.out(
          backend === undefined || backend === dump.backend
            ? printDump(dump)
            : printSave(dump.tables, { backend, counters: true }),
        )
        break
      case 'restore':
        io.out(printSave(dump.tables, { backend: dump.backend }))
        break
      case 'json':
        io.out(`${JSON.stringify(dumpAsData(dump), null, 2)}\n`)
        break
      default:
        throw new UserError('E_USAGE', `-o ${output}: a dump of iptables has no such form`)
    }
}

function dumpAsData(dump: Dump) {
  return {
    family: dump.family,
    backend: dump.backend,
    tables: dump.tables.map(({ name, chains }) => ({
      name,
      chains: [...chains.values()].map((chain) => ({
        name: chain.name,
        ...(chain.policy === undefined ? {} : { policy: chain.policy }),
        packets: chain.packets,
        bytes: chain.bytes,
        rules: chain.rules.map((rule) => ({
          ...ruleAsData(rule),
          packets: rule.packets,
          bytes: rule.bytes,
        })),
      })),
    })),
  }
}
