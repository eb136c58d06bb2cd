import { assertNever } from '../../base/invariant.ts'
import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { Rule } from '../../kernel/iptables/model/rule.ts'
import { printAction, printRule } from '../../kernel/iptables/text/rule-writer.ts'
import { printSave } from '../../kernel/iptables/text/save-writer.ts'
import { formatRulesetJson } from '../../kernel/nftables/json/ruleset-json.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import { formatEnsureOperation } from '../../proxy/iptables/jump-rules.ts'
import { formatTransaction } from '../../proxy/nftables/transaction-text.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import type { NodeSync } from '../../simulation/node/node-mode.ts'
import type { RulesOutput } from '../choices.ts'
import {
  ipvsAsData,
  ipvsCommands,
  ipvsParts,
  ipvsText,
  type TextPart,
  underHeadings,
} from './ipvs-text.ts'

export interface RulesTextOptions {
  /** Undefined: the mode's native form. */
  readonly output: RulesOutput | undefined
  readonly backend: Backend
  /** All that ever ran on the node: what they wrote may be there. */
  readonly modes: ReadonlySet<ProxyMode>
  /** What kube-proxy removed at its start; '' for nothing. */
  readonly cleanup: string
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
  { output, backend, modes, cleanup }: RulesTextOptions,
): string {
  const { iptables, nftables, ipvs } = node.engines
  const need = (wanted: readonly ProxyMode[]) => {
    if (!wanted.some((mode) => modes.has(mode))) throw noSuchForm(output, [...modes])
  }
  switch (output) {
    case undefined:
      return underHeadings([
        ...(cleanup === '' ? [] : [{ heading: 'what kube-proxy removes first', text: cleanup }]),
        ...nativeParts(node, syncs),
      ])
    case 'restore':
      need(['iptables', 'ipvs'])
      return underHeadings(writtenParts(syncs))
    case 'ipvsadm':
    case 'ipvsadm-list':
    case 'ipset':
      need(['ipvs'])
      return ipvsText(output, ipvs)
    case 'save':
      need(['iptables', 'ipvs'])
      return underHeadings(
        [...iptables].map(([family, engine]) => ({
          heading: toolOf(family, 'save'),
          text: printSave(engine.tables(), { backend }),
        })),
      )
    case 'nft':
    case 'nft-json':
      need(['nftables'])
      return output === 'nft'
        ? nftables.list()
        : formatRulesetJson(nftables.ruleset, { stateless: false, nowMs: 0 })
    case 'json':
      return `${JSON.stringify(rulesAsData(node, syncs), null, 2)}\n`
    default:
      return assertNever(output)
  }
}

function noSuchForm(output: string | undefined, modes: readonly ProxyMode[]): UserError {
  return new UserError('E_USAGE', `-o ${output}: ${modes.join(' and ')} mode has no such form`)
}

function nativeParts(node: EmulatedNode, syncs: readonly NodeSync[]): readonly TextPart[] {
  const [first] = node.modes
  return first?.mode === 'ipvs' ? ipvsParts(node, first, syncs) : writtenParts(syncs)
}

function writtenParts(syncs: readonly NodeSync[]): readonly TextPart[] {
  return syncs.map((one) => ({
    heading:
      one.kind === 'nftables'
        ? `nft -f - (${one.mode.family})`
        : `${toolOf(one.mode.family, 'restore')} --noflush --counters`,
    text: one.kind === 'ipvs' ? one.sync.transaction.restore : writtenText(one),
  }))
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
