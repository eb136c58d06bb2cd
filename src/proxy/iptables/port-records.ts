import { SortedMap } from '../tracking/sorted-map.ts'
import { endpointChainName, type PortChainKind } from './chain-names.ts'
import type { PortPlan } from './port-plan.ts'

/** What was last written for one port: enough to write it again, and to know what has become stale. */
export interface PortRecord {
  readonly plan: PortPlan
  /** All endpoints, ready or not: they decide over large-cluster mode. */
  readonly endpointCount: number
  /** Its rules in the chains that are written in full at every sync. */
  readonly natRules: string
  readonly filterRules: string
}

/**
 * What stands in the kernel by port, and the chains that nothing leads to any more. Those are flushed and
 * removed at the next sync that looks for them.
 */
export class PortRecords {
  readonly #records = new SortedMap<PortRecord>()
  readonly #staleChains = new Set<string>()
  #endpointCount = 0

  /** Summed over all ports, ready or not. */
  get endpointCount(): number {
    return this.#endpointCount
  }

  inOrder(): IterableIterator<PortRecord> {
    return this.#records.values()
  }

  set(key: string, record: PortRecord): void {
    const before = this.#records.get(key)
    this.#records.set(key, record)
    this.#endpointCount += record.endpointCount - (before?.endpointCount ?? 0)
    this.#note(before, record)
  }

  delete(key: string): void {
    const before = this.#records.get(key)
    if (before === undefined) return
    this.#records.delete(key)
    this.#endpointCount -= before.endpointCount
    this.#note(before, undefined)
  }

  /** By name, and forgets them. kube-proxy finds them by iptables-save, in the order of a Go map. */
  takeStaleChains(): string[] {
    const chains = [...this.#staleChains].sort()
    this.#staleChains.clear()
    return chains
  }

  #note(before: PortRecord | undefined, after: PortRecord | undefined): void {
    for (const chain of chainsOnlyIn(before, after)) this.#staleChains.add(chain)
    if (this.#staleChains.size === 0) return
    for (const chain of chainsOnlyIn(after, undefined)) this.#staleChains.delete(chain)
  }
}

const portChainKinds: readonly PortChainKind[] = ['cluster', 'local', 'external', 'firewall']

/** Chains of a port that another state of the same port does not have. */
function chainsOnlyIn(one: PortRecord | undefined, other: PortRecord | undefined): string[] {
  if (one === undefined) return []
  const { chains, uses, hashed, reachable } = one.plan
  const names: string[] = []
  for (const kind of portChainKinds)
    if (uses[kind] && other?.plan.uses[kind] !== true) names.push(chains[kind])
  if (reachable === other?.plan.reachable) return names
  const kept = new Set(other?.plan.reachable.map(({ text }) => text))
  for (const { text } of reachable) if (!kept.has(text)) names.push(endpointChainName(hashed, text))
  return names
}
