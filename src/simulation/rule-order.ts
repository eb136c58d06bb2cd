import type { Step } from '../kernel/netfilter/trace.ts'

/** How many rules a packet visits, over all orders in which a real node may hold its Services. */
export interface OrderStatistics {
  readonly least: number
  readonly mean: number
  readonly most: number
}

/**
 * Chains in which kube-proxy writes one run of rules a Service port, in the random order of a Go map
 * (iptables/proxier.go syncProxyRules walks `svcPortMap`). In all others the order is fixed.
 */
const shuffledChains = new Set([
  'KUBE-SERVICES',
  'KUBE-NODEPORTS',
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-PROXY-FIREWALL',
])

type RuleStep = Extract<Step, { kind: 'rule' }>

/**
 * `visited`: rules that the packet visited in the order that the node has now; `ownersOf`: whose a chain's
 * rules are, in order (`ownerOfRule` of their texts).
 */
export function orderStatistics(
  visited: number,
  steps: readonly Step[],
  ownersOf: (table: string, chain: string) => readonly (string | undefined)[],
): OrderStatistics {
  let least = visited
  let mean = visited
  let most = visited
  for (const last of lastOfVisits(steps)) {
    const chance = chanceBefore(last, ownersOf(last.table, last.chain))
    least -= chance.before
    mean += chance.others / 2 - chance.before
    most += chance.others - chance.before
  }
  return { least, mean, most }
}

/** The last matching rule of every walk through a shuffled chain that ended before the chain did. */
function lastOfVisits(steps: readonly Step[]): RuleStep[] {
  const rules = steps.filter(
    (step): step is RuleStep => step.kind === 'rule' && shuffledChains.has(step.chain),
  )
  return rules.filter((step, index) => {
    const next = rules
      .slice(index + 1)
      .find(({ table, chain }) => table === step.table && chain === step.chain)
    return step.matched && (next === undefined || next.number <= step.number)
  })
}

/** Rules of other Services before this one, now; and how many there are that could be. */
function chanceBefore(
  last: RuleStep,
  owners: readonly (string | undefined)[],
): { before: number; others: number } {
  const owner = owners[last.number - 1]
  if (owner === undefined) return { before: 0, others: 0 }
  let before = 0
  let others = 0
  // By hand: as many rules as there are Services, at every trace.
  for (let index = 0; index < owners.length; index += 1) {
    const one = owners[index]
    if (one === undefined || one === owner) continue
    others += 1
    if (index < last.number - 1) before += 1
  }
  return { before, others }
}

/** The Service port that a rule belongs to, by its comment; undefined: none, and its place is fixed. */
export function ownerOfRule(text: string): string | undefined {
  return /--comment "?([a-z0-9-]+\/[a-z0-9.-]+(?::[a-z0-9-]+)?)(?= |"|$)/.exec(text)?.[1]
}
