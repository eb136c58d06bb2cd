import type { TableFamily } from '../../model/selectors.ts'
import type { SetDeclaration } from '../../ruleset/nft-set.ts'

/** What a rule's text is read against. */
export interface RuleContext {
  readonly family: TableFamily
  /** As nft lists it: a set of one element is meant as a set. */
  readonly listed?: boolean
  /** Where the table is named that is not there. */
  readonly tableMissingAt?: number | undefined
  /** The declaration of a named set or map of the table. */
  set(name: string): SetDeclaration | undefined
  /** What matches so far have said of the packet. */
  readonly known: KnownProtocols
}

/** Protocols that the rule's matches have pinned down (nftables src/proto.c, struct proto_ctx). */
export interface KnownProtocols {
  network: 'ip' | 'ip6' | undefined
  transport: string | undefined
  /** One of several protocols, `meta l4proto { tcp, udp }`: the last of them. */
  transportSet?: string
}

export function knownFrom(family: TableFamily): KnownProtocols {
  return { network: family === 'ip' || family === 'ip6' ? family : undefined, transport: undefined }
}
