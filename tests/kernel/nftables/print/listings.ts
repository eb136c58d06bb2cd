import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'

/** How `nft list ruleset` prints a rule of a chain of table `ip t`. */
export function listedRule(rule: string, options: { stateless?: boolean; family?: string } = {}) {
  const { stateless = false, family = 'ip' } = options
  const engine = new NftablesEngine()
  engine.apply(`add table ${family} t
add chain ${family} t x
add set ${family} t s { type ipv4_addr; flags dynamic; }
add chain ${family} t c
add rule ${family} t c ${rule}`)
  const lines = engine.list({ stateless }).split('\n')
  return lines[lines.indexOf('\tchain c {') + 1]?.trim()
}

/** A set or map of table `ip t`, as it is listed. */
export function listedSet(command: string, nowMs = 0): string {
  const engine = new NftablesEngine()
  engine.apply(`add table ip t\n${command}`)
  return engine.list({ nowMs }).split('\n').slice(1, -2).join('\n')
}
