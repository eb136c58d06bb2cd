import type { LimitStatement, SynProxyStatement } from './statement.ts'

/** What a named object is, beside counters and quotas. */
export type ObjectDetail =
  | { readonly kind: 'limit'; readonly limit: LimitStatement }
  | { readonly kind: 'synproxy'; readonly synproxy: SynProxyStatement }
  | { readonly kind: 'secmark'; readonly context: string }
  | {
      readonly kind: 'ct helper'
      readonly helper: string
      readonly protocol: string
      readonly network: string
    }
  | {
      readonly kind: 'ct timeout'
      readonly protocol: string
      readonly network: string
      /** Seconds by state, those that differ from nft's defaults. */
      readonly policy: readonly (readonly [string, number])[]
    }
  | {
      readonly kind: 'ct expectation'
      readonly protocol: string
      readonly network: string
      readonly port: number
      readonly timeoutMs: number
      readonly size: number
    }

/** Seconds that states last where a `ct timeout` says nothing (nftables src/rule.c). */
export const timeoutDefaults: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  tcp: {
    syn_sent: 120,
    syn_recv: 60,
    established: 432_000,
    fin_wait: 120,
    close_wait: 60,
    last_ack: 30,
    time_wait: 120,
    close: 10,
    syn_sent2: 120,
    retrans: 300,
    unack: 300,
  },
  udp: { unreplied: 30, replied: 120 },
}
