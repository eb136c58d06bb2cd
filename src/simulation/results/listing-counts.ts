import { formatConnections } from '../../kernel/ipvs/text/ipvsadm-connections.ts'
import { formatList } from '../../kernel/ipvs/text/ipvsadm-list.ts'
import { listConnections } from '../../kernel/netfilter/connection-listing.ts'
import type { LivingNode } from '../cluster/living-node.ts'
import type { ListingExpectation, ListingName } from '../scenario/expectation.ts'

/** What nodes' own tools would have listed, counted when an expectation asks for it. */
export class ListingCounts {
  readonly #nodes: ReadonlyMap<string, LivingNode>
  readonly #counts = new Map<ListingExpectation, number>()

  constructor(nodes: ReadonlyMap<string, LivingNode>) {
    this.#nodes = nodes
  }

  /** To be called when it is time. */
  count(expectation: ListingExpectation, nowMs: number): void {
    const pattern = patternOf(expectation.pattern)
    const { node: name, listing } = expectation
    const nodes = [...this.#nodes.values()].filter((node) => (name ?? node.name) === node.name)
    const lines = nodes.flatMap((node) => linesOf(node, listing, nowMs))
    this.#counts.set(expectation, lines.filter((line) => pattern.test(line)).length)
  }

  of(expectation: ListingExpectation): number {
    return this.#counts.get(expectation) ?? 0
  }
}

function patternOf(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('.*').replace(/\s+/g, '\\s+'))
}

function linesOf({ emulated }: LivingNode, listing: ListingName, nowMs: number): string[] {
  if (listing === 'conntrack') {
    const { ipv4, ipv6 } = emulated.kernel.tracker
    return [ipv4, ipv6].flatMap((table) => listConnections(table, nowMs))
  }
  const { engine } = emulated.engines.ipvs
  engine.advance(nowMs)
  return [...formatList(engine.virtualServers), ...formatConnections(engine)]
}
