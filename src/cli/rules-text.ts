import type { Backend } from '../kernel/iptables/engine/iptables-engine.ts'
import type { Rule } from '../kernel/iptables/model/rule.ts'
import { printAction, printRule } from '../kernel/iptables/text/rule-writer.ts'
import { printSave } from '../kernel/iptables/text/save-writer.ts'
import { formatEnsureOperation } from '../proxy/iptables/jump-rules.ts'
import type { EmulatedNode, NodeMode, NodeSync } from '../simulation/node/emulated-node.ts'

export const rulesOutputs = ['restore', 'save', 'json'] as const
export type RulesOutput = (typeof rulesOutputs)[number]

export interface RulesTextOptions {
  /** Undefined: the mode's native form. */
  readonly output: RulesOutput | undefined
  readonly backend: Backend
}

/** What a node's rules look like in one of the forms. Of two families each has a `#` heading. */
export function formatNodeRules(
  node: EmulatedNode,
  syncs: readonly NodeSync[],
  { output, backend }: RulesTextOptions,
): string {
  switch (output ?? 'restore') {
    case 'restore':
      return underHeadings(
        syncs.map(({ mode, sync }) => ({
          heading: `${toolOf(mode, 'restore')} --noflush --counters`,
          text: sync.transaction.restore,
        })),
      )
    case 'save':
      return underHeadings(
        node.modes.map((mode) => ({
          heading: toolOf(mode, 'save'),
          text: printSave(mode.engine.tables(), { backend }),
        })),
      )
    case 'json':
      return `${JSON.stringify(rulesAsData(node, syncs), null, 2)}\n`
  }
}

function toolOf({ family }: NodeMode, verb: 'restore' | 'save'): string {
  return `${family === 'IPv4' ? 'iptables' : 'ip6tables'}-${verb}`
}

/** One part stands alone, byte for byte; several stand under headings, which the tools take as comments. */
function underHeadings(parts: readonly { heading: string; text: string }[]): string {
  if (parts.length <= 1) return parts[0]?.text ?? ''
  return parts.map(({ heading, text }) => `# ${heading}\n${text}`).join('')
}

function rulesAsData(node: EmulatedNode, syncs: readonly NodeSync[]) {
  return {
    node: node.node.metadata.name,
    families: node.modes.map((mode) => {
      const sync = syncs.find((one) => one.mode === mode)?.sync
      return {
        family: mode.family,
        mode: mode.mode,
        sync: sync?.kind ?? 'none',
        ensure: sync?.transaction.ensure.map(formatEnsureOperation) ?? [],
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
