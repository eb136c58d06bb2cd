import { type Hook, hookPriority } from '../../netfilter/hook.ts'

export const tableNames = ['raw', 'mangle', 'nat', 'filter', 'security'] as const
export type TableName = (typeof tableNames)[number]

/** A built-in chain: where its table hangs on the packet's way. */
export interface BuiltinChain {
  readonly name: string
  readonly hook: Hook
  readonly priority: number
}

const at = (name: string, hook: Hook, priority: number): BuiltinChain => ({ name, hook, priority })

/** In the order that iptables-save prints (net/ipv4/netfilter/iptable_*.c, nft_xt_builtin tables). */
export const builtinChains: Readonly<Record<TableName, readonly BuiltinChain[]>> = {
  raw: [at('PREROUTING', 'prerouting', hookPriority.raw), at('OUTPUT', 'output', hookPriority.raw)],
  mangle: [
    at('PREROUTING', 'prerouting', hookPriority.mangle),
    at('INPUT', 'input', hookPriority.mangle),
    at('FORWARD', 'forward', hookPriority.mangle),
    at('OUTPUT', 'output', hookPriority.mangle),
    at('POSTROUTING', 'postrouting', hookPriority.mangle),
  ],
  nat: [
    at('PREROUTING', 'prerouting', hookPriority.destinationNat),
    at('INPUT', 'input', hookPriority.sourceNat),
    at('OUTPUT', 'output', hookPriority.destinationNat),
    at('POSTROUTING', 'postrouting', hookPriority.sourceNat),
  ],
  filter: [
    at('INPUT', 'input', hookPriority.filter),
    at('FORWARD', 'forward', hookPriority.filter),
    at('OUTPUT', 'output', hookPriority.filter),
  ],
  security: [
    at('INPUT', 'input', hookPriority.security),
    at('FORWARD', 'forward', hookPriority.security),
    at('OUTPUT', 'output', hookPriority.security),
  ],
}

/** Order in which iptables-nft-save prints tables (enum nft_table_type of iptables 1.8). */
export const nftTableOrder: readonly TableName[] = ['mangle', 'security', 'raw', 'filter', 'nat']

export function isTableName(name: string): name is TableName {
  return (tableNames as readonly string[]).includes(name)
}

export function builtinChain(table: TableName, name: string): BuiltinChain | undefined {
  return builtinChains[table].find((chain) => chain.name === name)
}
