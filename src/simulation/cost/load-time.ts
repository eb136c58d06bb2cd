import type { Backend } from './coefficients.ts'
import type { WrittenSync } from './writing-proxy.ts'

/** What a sync makes the node's programs and kernel work on. */
export interface SyncSize {
  readonly lines: number
  readonly bytes: number
  readonly chains: number
  /** Anonymous maps of nftables: one a Service port. */
  readonly maps: number
  /** IPVS: what is set one by one. */
  readonly calls: number
}

export function sizeOfSync({ ensure, text, calls }: WrittenSync): SyncSize {
  return {
    lines: countOf(text, '\n') + ensure.length,
    bytes: text.length + ensure.reduce((sum, line) => sum + line.length + 1, 0),
    chains: countOf(text, '\n:') + countOf(text, '\nadd chain '),
    maps: countOf(text, ' numgen '),
    calls,
  }
}

/**
 * How long the node's programs and kernel take to load a first sync of this size, in ms. Fitted to the recording of
 * 2026-11-20 (10 to 20,000 Services); errors are in docs/cost-model.md. IPVS: an estimate, 20 µs a call.
 */
export function fullLoadMs(backend: Backend, full: SyncSize): number {
  const { lines, chains, maps, calls } = full
  switch (backend) {
    case 'iptables-legacy':
      return 3 + 0.0109 * lines + 1.9e-8 * lines ** 2
    // Every chain is looked for among all the others.
    case 'iptables-nft':
      return 4 + 0.01 * lines + 3e-5 * chains ** 2
    // Every anonymous map is named anew, against the names of all the others (nf_tables_set_alloc_name).
    case 'nftables':
      return 2 + 0.014 * lines + 3.5e-6 * maps ** 2.5
    case 'ipvs':
      return 3 + 0.0109 * lines + 0.02 * calls
  }
}

/** The same for a sync in which one Service changed, on a node that holds `full`. */
export function partialLoadMs(backend: Backend, full: SyncSize, partial: SyncSize): number {
  switch (backend) {
    // The whole table is read and put back, whatever changed.
    case 'iptables-legacy':
      return 2 + 0.0068 * full.lines + 4.5e-9 * full.lines ** 2
    // KUBE-SERVICES is written in full; deletions wait for RCU.
    case 'iptables-nft':
      return 32 + 0.055 * partial.lines + 5.3e-6 * partial.lines ** 2
    // One new map, its name against those of all the others.
    case 'nftables':
      return 1 + 0.0125 * full.maps + 2.3e-7 * full.maps ** 2
    case 'ipvs':
      return 3 + 0.0109 * partial.lines + 0.02 * partial.calls
  }
}

function countOf(text: string, part: string): number {
  let count = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1
  return count
}
