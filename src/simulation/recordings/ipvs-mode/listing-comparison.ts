import type { RulesComparison, RulesDifference } from '../netfilter/recorded-rules.ts'
import type { IpvsRound } from './recorded-ipvs-state.ts'

/** What ipvsadm, ipset and ip printed, line by line. */
export function listingDifferences(recorded: IpvsRound, ours: IpvsRound): RulesComparison {
  const differences: RulesDifference[] = []
  let facts = 0
  const compare = (
    where: string,
    expected: readonly string[] | undefined,
    actual: readonly string[],
  ) => {
    if (expected === undefined) return
    facts += 1
    const at = expected.findIndex((line, index) => line !== actual[index])
    const place = at >= 0 ? at : expected.length
    if (at < 0 && expected.length === actual.length) return
    differences.push({
      where: `${where}, line ${place + 1}`,
      expected: expected[place] ?? '(end)',
      actual: actual[place] ?? '(end)',
    })
  }
  compare('dummy', recorded.dummy, ours.dummy ?? [])
  compare('order', orderLines(recorded), orderLines(ours) ?? [])
  compare('ipvsadm_Sn', linesOf(recorded.ipvsadm_Sn), linesOf(ours.ipvsadm_Sn) ?? [])
  compare('ipset', linesOf(recorded.ipset), linesOf(ours.ipset) ?? [])
  compare('ipvsadm_Ln', linesOf(recorded.ipvsadm_Ln), linesOf(ours.ipvsadm_Ln) ?? [])
  compare('conns', recorded.conns, ours.conns ?? [])
  return { facts, differences }
}

function linesOf(text: string | undefined): string[] | undefined {
  return text?.split('\n').map((line) => line.trimEnd())
}

/** The order of virtual servers is the kernel's random one, that of real servers within them is not. */
function orderLines({ order }: IpvsRound): string[] | undefined {
  if (order === undefined) return undefined
  return Object.entries(order)
    .map(([name, servers]) => [name, ...servers].join(' '))
    .sort()
}
