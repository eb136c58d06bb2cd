import type { RulesComparison, RulesDifference } from './recorded-rules.ts'

interface SavedLine {
  readonly table: string
  /** Without counters. */
  readonly text: string
  /** Packets; undefined for lines that count nothing. */
  readonly packets: number | undefined
}

/** Matches that decide by chance, or by what chance decided before. */
const chancy = /-m (statistic|recent) /

/**
 * Two listings of `iptables-save -c`: the same lines, and the same packet counts of the nat table's rules. Where
 * it is not `certain` what chance decided, only of rules that no chance and no affinity lies before.
 */
export function compareSaves(recorded: string, ours: string, certain: boolean): RulesComparison {
  const expected = savedLines(recorded)
  const actual = savedLines(ours)
  const at = expected.findIndex((line, index) => line.text !== actual[index]?.text)
  if (at >= 0 || expected.length !== actual.length) {
    const place = at >= 0 ? at : expected.length
    const difference = {
      where: `rules, line ${place + 1}`,
      expected: expected[place]?.text ?? '(end)',
      actual: actual[place]?.text ?? '(end)',
    }
    return { facts: 1, differences: [difference] }
  }
  const skipped = certain ? new Set<string>() : behindChance(expected)
  const differences: RulesDifference[] = []
  let facts = 1
  for (const [index, line] of expected.entries()) {
    if (line.table !== 'nat' || line.packets === undefined || skipped.has(line.text)) continue
    facts += 1
    const packets = actual[index]?.packets
    if (packets !== line.packets)
      differences.push({
        where: `packets counted by nat ${line.text}`,
        expected: String(line.packets),
        actual: String(packets),
      })
  }
  return { facts, differences }
}

function savedLines(text: string): SavedLine[] {
  let table = ''
  const lines: SavedLine[] = []
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('*')) table = line.slice(1)
    const rule = /^\[(\d+):\d+\] (.*)$/.exec(line)
    lines.push({
      table,
      text: rule?.[2] ?? line.replace(/ \[\d+:\d+\]$/, ''),
      packets: rule === null ? undefined : Number(rule[1]),
    })
  }
  return lines
}

/** The nat rules whose counts depend on chance: after such a match in their chain, or in a chain called from there. */
function behindChance(lines: readonly SavedLine[]): Set<string> {
  const rules = lines.filter(({ table, packets }) => table === 'nat' && packets !== undefined)
  const behind = new Set<string>()
  const chains = new Set<string>(['KUBE-POSTROUTING', 'POSTROUTING'])
  for (let before = -1; before !== behind.size + chains.size; ) {
    before = behind.size + chains.size
    let chain = ''
    let after = false
    for (const { text } of rules) {
      const [, name = '', target = ''] = /^-A (\S+).* -[jg] (\S+)/.exec(text) ?? []
      if (name !== chain) after = false
      chain = name
      after ||= chains.has(name) || chancy.test(text)
      if (!after) continue
      behind.add(text)
      chains.add(target)
    }
  }
  return behind
}
