import type { HookOwner } from '../../kernel/netfilter/hook.ts'
import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import type { Machine } from '../../proxy/node/machine.ts'
import { createIptablesMode, type IptablesMode } from './iptables-mode.ts'
import { createIpvsMode, type IpvsMode } from './ipvs-mode.ts'
import { createNftablesMode, type NftablesMode } from './nftables-mode.ts'
import type { NodeEngines } from './node-engines.ts'

/** One family of a node in one of the three modes. */
export type NodeMode = IptablesMode | IpvsMode | NftablesMode

/** What a sync wrote, by family. */
export type NodeSync = SyncOf<IptablesMode> | SyncOf<IpvsMode> | SyncOf<NftablesMode>

interface SyncOf<Mode extends NodeMode> {
  readonly kind: Mode['mode']
  readonly mode: Mode
  readonly sync: ReturnType<Mode['proxy']['sync']>
}

/** A kube-proxy over the engines as they are. */
export function createMode(
  family: Family,
  configuration: ProxyConfiguration,
  machine: Machine,
  engines: NodeEngines,
): NodeMode {
  switch (configuration.mode) {
    case 'iptables':
      return createIptablesMode(family, configuration, machine, engines)
    case 'nftables': {
      const { nftables, leftInNftables } = engines
      return createNftablesMode(family, configuration, machine, nftables, leftInNftables(family))
    }
    case 'ipvs':
      return createIpvsMode(family, configuration, machine, engines)
  }
}

export function hookOwnersOf(mode: NodeMode): HookOwner[] {
  return mode.mode === 'ipvs' ? [mode.engine, mode.ipvs.hooks] : [mode.engine]
}

export function syncOf(mode: NodeMode, nowMs: number): NodeSync {
  switch (mode.mode) {
    case 'iptables':
      return { kind: mode.mode, mode, sync: mode.proxy.sync(nowMs) }
    case 'ipvs':
      return { kind: mode.mode, mode, sync: mode.proxy.sync(nowMs) }
    case 'nftables':
      return { kind: mode.mode, mode, sync: mode.proxy.sync(nowMs) }
  }
}
