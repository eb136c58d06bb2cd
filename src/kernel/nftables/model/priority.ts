import type { ChainHook } from '../ruleset/chain.ts'
import type { TableFamily } from './selectors.ts'

interface NamedPriority {
  readonly name: string
  readonly value: number
  /** Only on this hook. */
  readonly hook?: ChainHook
  /** Also in these families besides ip, ip6 and inet. */
  readonly families?: readonly TableFamily[]
}

/** nftables src/rule.c, std_prios and std_prio_family_hook_compat. */
const ipPriorities: readonly NamedPriority[] = [
  { name: 'raw', value: -300 },
  { name: 'mangle', value: -150 },
  { name: 'dstnat', value: -100, hook: 'prerouting' },
  { name: 'filter', value: 0, families: ['arp', 'netdev'] },
  { name: 'security', value: 50 },
  { name: 'srcnat', value: 100, hook: 'postrouting' },
]

const bridgePriorities: readonly NamedPriority[] = [
  { name: 'dstnat', value: -300, hook: 'prerouting' },
  { name: 'filter', value: -200 },
  { name: 'out', value: 100, hook: 'output' },
  { name: 'srcnat', value: 300, hook: 'postrouting' },
]

/** How far from a named priority a number is still written by that name. */
const reach = 10

export function parsePriority(
  name: string,
  family: TableFamily,
  hook: ChainHook,
): number | undefined {
  return prioritiesOf(family).find(
    (priority) => priority.name === name && isUsable(priority, family, hook),
  )?.value
}

export function formatPriority(value: number, family: TableFamily, hook: ChainHook): string {
  const near = prioritiesOf(family).find((priority) => Math.abs(value - priority.value) <= reach)
  if (near === undefined || !isUsable(near, family, hook)) return String(value)
  const offset = value - near.value
  if (offset === 0) return near.name
  return offset > 0 ? `${near.name} + ${offset}` : `${near.name} - ${-offset}`
}

function prioritiesOf(family: TableFamily): readonly NamedPriority[] {
  return family === 'bridge' ? bridgePriorities : ipPriorities
}

function isUsable(priority: NamedPriority, family: TableFamily, hook: ChainHook): boolean {
  if (priority.hook !== undefined && priority.hook !== hook) return false
  if (family === 'ip' || family === 'ip6' || family === 'inet' || family === 'bridge') return true
  return priority.families?.includes(family) ?? false
}
