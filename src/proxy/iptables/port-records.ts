import { endpointChainName, type PortChainKind } from './chain-names.ts'
import type { PortRecord } from './port-record.ts'
import { RecordBlocks } from './record-blocks.ts'

/**
 * What stands in the kernel by port, and the chains that nothing leads to any more. Those are flushed and
 * removed at the next sync that looks for them.
 */
export class PortRecords {
  readonly blocks = new RecordBlocks()
  readonly #staleChains: Set<string>
  #endpointCount = 0

  /** `existing`: chains of Services that the kernel has already; those that no port wants are stale. */
  constructor(existing: readonly string[] = []) {
    this.#staleChains = new Set(existing)
  }

  /** Summed over all ports, ready or not. */
  get endpointCount(): number {
    return this.#endpointCount
  }

  set(record: PortRecord): void {
    const before = this.blocks.set(record)
    this.#endpointCount += record.endpointCount - (before?.endpointCount ?? 0)
    this.#note(before, record)
  }

  delete(key: string): void {
    const before = this.blocks.delete(key)
    this.#endpointCount -= before?.endpointCount ?? 0
    this.#note(before, undefined)
  }

  /** By name, and forgets them. kube-proxy finds them by iptables-save, in the order of a Go map. */
  takeStaleChains(): string[] {
    const chains = [...this.#staleChains].sort()
    this.#staleChains.clear()
    return chains
  }

  /** Chains that were taken are still there: the transaction failed. */
  returnStaleChains(chains: readonly string[]): void {
    for (const chain of chains) this.#staleChains.add(chain)
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
