import { UserError } from '../../base/user-error.ts'
import { printSets } from '../../kernel/ipset/set-save.ts'
import type { Dump } from '../../kernel/iptables/dump/dump.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import { printSave } from '../../kernel/iptables/text/save-writer.ts'
import { formatList } from '../../kernel/ipvs/text/ipvsadm-list.ts'
import { formatSave } from '../../kernel/ipvs/text/ipvsadm-save.ts'
import { NftablesEngine } from '../../kernel/nftables/engine/nftables-engine.ts'
import { formatRulesetJson } from '../../kernel/nftables/json/ruleset-json.ts'
import { type NodeDump, printNodeDump } from '../../simulation/node/node-dump.ts'
import type { RulesOutput } from '../choices.ts'
import { ruleAsData } from './rules-text.ts'

/**
 * A real node's dump in one of the forms; without one, as it came. `backend`: whose order of tables; default: its own.
 * @throws UserError E_USAGE where a dump of its kind has no such form
 */
export function formatNodeDump(
  dump: NodeDump,
  output: RulesOutput | undefined,
  backend: Backend | undefined,
): string {
  return output === undefined ? printNodeDump(dump) : formatDump(dump, output, backend)
}

function formatDump(dump: NodeDump, output: RulesOutput, backend: Backend | undefined): string {
  const refuse = () =>
    new UserError('E_USAGE', `-o ${output}: a dump of ${dump.kind} has no such form`, {
      file: dump.file,
    })
  switch (dump.kind) {
    case 'iptables':
      return formatIptables(dump, output, backend, refuse)
    case 'nftables':
      if (output === 'nft') return new NftablesEngine(dump.dump.ruleset).list()
      if (output === 'nft-json' || output === 'json')
        return formatRulesetJson(dump.dump.ruleset, { stateless: false, nowMs: 0 })
      throw refuse()
    case 'ipset':
      if (output !== 'ipset') throw refuse()
      return printSets(dump.sets, 0)
    case 'ipvs': {
      if (output !== 'ipvsadm' && output !== 'ipvsadm-list') throw refuse()
      const { virtualServers } = dump.engine
      const lines = output === 'ipvsadm' ? formatSave(virtualServers) : formatList(virtualServers)
      return lines.map((line) => `${line}\n`).join('')
    }
  }
}

function formatIptables(
  node: Extract<NodeDump, { kind: 'iptables' }>,
  output: RulesOutput,
  backend: Backend | undefined,
  refuse: () => UserError,
): string {
  const { dump } = node
  if (output === 'save')
    // Another backend prints in another order: then it is no longer as it came.
    return backend === undefined || backend === dump.backend
      ? printNodeDump(node)
      : printSave(dump.tables, { backend, counters: true })
  if (output === 'restore') return printSave(dump.tables, { backend: dump.backend })
  if (output === 'json') return `${JSON.stringify(dumpAsData(dump), null, 2)}\n`
  throw refuse()
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
