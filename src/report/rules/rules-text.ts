import { assertNever } from '../../base/invariant.ts'
import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { Rule } from '../../kernel/iptables/model/rule.ts'
import { printAction, printRule } from '../../kernel/iptables/text/rule-writer.ts'
import { printSave } from '../../kernel/iptables/text/save-writer.ts'
import { formatRulesetJson } from '../../kernel/nftables/json/ruleset-json.ts'
import type { Family } from '../../packet/address.ts'
import { formatEnsureOperation } from '../../proxy/iptables/jump-rules.ts'
import { formatTransaction } from '../../proxy/nftables/transaction-text.ts'
import type { EmulatedNode, NodeSync } from '../../simulation/node/emulated-node.ts'
import type { RulesOutput } from '../choices.ts'
import { ipvsAsData, ipvsCommands, ipvsParts, ipvsText, underHeadings } from './ipvs-text.ts'

export interface RulesTextOptions {
  /** Undefined: the mode's native form. */
  readonly output: RulesOutput | undefined
  readonly backend: Backend
}

/** What kube-proxy handed to the kernel at one sync. @throws UserError E_USAGE for another mode's form */
export function writtenText({ kind, sync }: NodeSync): string {
  switch (kind) {
    case 'iptables':
      return sync.transaction.restore
    case 'ipvs':
      return `${ipvsCommands(sync.transaction)}${sync.transaction.restore}`
    case 'nftables':
      return sync.transaction.map(formatTransaction).join('')
    default:
      return assertNever(kind)
  }
}

/** What a node's rules look like in one of the forms. Of two families each has a `#` heading.
 * @throws UserError E_USAGE where the mode has no such form */
export function formatNodeRules(
  node: EmulatedNode,
  syncs: readonly NodeSync[],
  { output, backend }: RulesTextOptions,
): string {
  const [first] = node.modes
  const mode = first?.mode ?? 'iptables'
  switch (output) {
    case undefined:
      return first?.mode === 'ipvs' ? ipvsParts(node, first, syncs) : writtenParts(syncs)
    case 'restore':
      if (mode === 'nftables') throw noSuchForm(output, mode)
      return writtenParts(syncs)
    case 'ipvsadm':
    case 'ipvsadm-list':
    case 'ipset':
      if (first?.mode !== 'ipvs') throw noSuchForm(output, mode)
      return ipvsText(output, first)
    case 'save':
      return underHeadings(
        node.modes.map((one) => {
          if (one.mode === 'nftables') throw noSuchForm(output, one.mode)
          return {
            heading: toolOf(one.family, 'save'),
            text: printSave(one.engine.tables(), { backend }),
          }
        }),
      )
    case 'nft':
    case 'nft-json':
      if (first?.mode !== 'nftables') throw noSuchForm(output, mode)
      return output === 'nft'
        ? first.engine.list()
        : formatRulesetJson(first.engine.ruleset, { stateless: false, nowMs: 0 })
    case 'json':
      return `${JSON.stringify(rulesAsData(node, syncs), null, 2)}\n`
    default:
      return assertNever(output)
  }
}

function noSuchForm(output: string, mode: string): UserError {
  return new UserError('E_USAGE', `-o ${output}: ${mode} mode has no such form`)
}

function writtenParts(syncs: readonly NodeSync[]): string {
  return underHeadings(
    syncs.map((one) => ({
      heading:
        one.kind === 'nftables'
          ? `nft -f - (${one.mode.family})`
          : `${toolOf(one.mode.family, 'restore')} --noflush --counters`,
      text: one.kind === 'ipvs' ? one.sync.transaction.restore : writtenText(one),
    })),
  )
}

function toolOf(family: Family, verb: 'restore' | 'save'): string {
  return `${family === 'IPv4' ? 'iptables' : 'ip6tables'}-${verb}`
}

function rulesAsData(node: EmulatedNode, syncs: readonly NodeSync[]) {
  return {
    node: node.node.metadata.name,
    families: node.modes.map((mode) => {
      const found = syncs.find((one) => one.mode === mode)
      const head = { family: mode.family, mode: mode.mode, sync: found?.sync.kind ?? 'none' }
      if (mode.mode === 'nftables')
        return {
          ...head,
          transactions: found?.kind === 'nftables' ? found.sync.transaction : [],
        }
      return {
        ...head,
        ...(mode.mode === 'ipvs' ? ipvsAsData(mode) : {}),
        ensure:
          found === undefined || found.kind === 'nftables'
            ? []
            : found.sync.transaction.ensure.map(formatEnsureOperation),
        tables: mode.engine.tables().map(({ name, chains }) => ({
          name,
          chains: [...chains.values()].map((chain) => ({
            name: chain.name,
            ...(chain.policy === undefined ? {} : { policy: chain.policy }),
            rules: chain.rules.map(ruleAsData),
          })),
        })),
      }
    }),
  }
}

export function ruleAsData(rule: Rule) {
  return {
    rule: printRule(rule).trim(),
    matches: rule.matches.map((match) => ({ name: match.name, options: match.print().trim() })),
    action: printAction(rule.action).trim(),
  }
}
