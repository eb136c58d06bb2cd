import { printSets } from '../../kernel/ipset/set-save.ts'
import type { Rule } from '../../kernel/iptables/model/rule.ts'
import { printRule } from '../../kernel/iptables/text/rule-writer.ts'
import { formatSave } from '../../kernel/ipvs/text/ipvsadm-save.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import type { NodeMode } from '../../simulation/node/node-mode.ts'

/** The rules of a node at one moment, cheaply enough to keep. */
export interface RulesSnapshot {
  /** By `IPv4 nat KUBE-SERVICES`: chains are swapped whole, so one that is the same array is the same. */
  readonly chains: ReadonlyMap<string, readonly Rule[]>
  /** What has no chains, one text a line. */
  readonly lines: readonly string[]
}

/** What one change altered. Lines in the form of the tool that prints them, with the table in front. */
export interface RuleChanges {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly addedCount: number
  readonly removedCount: number
}

/** More lines than these are counted, not listed. */
const listedLinesMax = 1_000

export function snapshotRules({ modes }: EmulatedNode): RulesSnapshot {
  const chains = new Map<string, readonly Rule[]>()
  for (const mode of modes)
    if (mode.mode !== 'nftables')
      for (const table of mode.engine.tables())
        for (const chain of table.chains.values())
          chains.set(`${mode.family} ${table.name}: -A ${chain.name}`, chain.rules)
  const [first] = modes
  return { chains, lines: first === undefined ? [] : otherLines(first) }
}

export function compareRules(before: RulesSnapshot, after: RulesSnapshot): RuleChanges {
  const counts = new Map<string, number>()
  const note = (line: string, by: number) => counts.set(line, (counts.get(line) ?? 0) + by)
  for (const [chain, rules] of before.chains)
    if (after.chains.get(chain) !== rules) for (const rule of rules) note(lineOf(chain, rule), -1)
  for (const [chain, rules] of after.chains)
    if (before.chains.get(chain) !== rules) for (const rule of rules) note(lineOf(chain, rule), 1)
  for (const line of before.lines) note(line, -1)
  for (const line of after.lines) note(line, 1)
  const added = [...counts].filter(([, count]) => count > 0).map(([line]) => line)
  const removed = [...counts].filter(([, count]) => count < 0).map(([line]) => line)
  return {
    added: added.slice(0, listedLinesMax),
    removed: removed.slice(0, listedLinesMax),
    addedCount: added.length,
    removedCount: removed.length,
  }
}

function lineOf(chain: string, rule: Rule): string {
  return `${chain}${printRule(rule)}`
}

/** Both families stand in one ruleset, and in one IPVS table. */
function otherLines(mode: NodeMode): string[] {
  if (mode.mode === 'iptables') return []
  if (mode.mode === 'nftables') return listedLines(mode.engine.list())
  const { ipvs } = mode
  const servers = formatSave(ipvs.engine.virtualServers).map((line) => `ipvsadm ${line}`)
  const entries = printSets(ipvs.sets, 0)
    .split('\n')
    .filter((line) => line.startsWith('add '))
    .map((line) => `ipset ${line}`)
  const addresses = ipvs.addresses.map((address) => `ip addr add ${address} dev kube-ipvs0`)
  return [...servers, ...entries, ...addresses]
}

/** nft's listing with the place of each line before it; elements of sets one by one. */
function listedLines(listing: string): string[] {
  const lines: string[] = []
  let table = ''
  let block = ''
  let inElements = false
  for (const raw of listing.split('\n')) {
    const line = raw.trim()
    if (/^table /.test(raw)) table = line.slice('table '.length, -' {'.length)
    else if (/^\t(chain|set|map|flowtable) /.test(raw)) block = line.slice(0, -' {'.length)
    else if (raw === '\t}') block = ''
    else if (block !== '') {
      const starts = line.startsWith('elements = {')
      const text = starts ? line.slice('elements = {'.length) : line
      inElements = inElements || starts
      const parts = inElements ? elementsOf(text) : [text]
      for (const part of parts) lines.push(`${table} ${block}: ${part}`)
      if (inElements && text.endsWith('}')) inElements = false
    }
  }
  return lines
}

function elementsOf(text: string): string[] {
  return text
    .replace(/\}$/, '')
    .split(/,\s*(?![^{]*\})/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
