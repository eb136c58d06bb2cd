import type { Constant, Expression, MapExpression, Pattern, SetSource } from './expression.ts'

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'continue' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }

/** Counts; changed by packets, so no part of a rule's meaning. */
export interface CounterState {
  packets: number
  bytes: number
}

/** `''`: not written: equal, or for flags any of them. `!`: none of the flags. */
export type Comparison = '' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '!'

export interface MatchStatement {
  readonly kind: 'match'
  readonly left: Expression
  readonly op: Comparison
  readonly right: Pattern
}

export interface VerdictStatement {
  readonly kind: 'verdict'
  readonly verdict: Verdict
}

export interface VerdictMapStatement {
  readonly kind: 'vmap'
  readonly key: Expression
  readonly set: SetSource
}

/** `meta mark set …`, `ct mark set …`, `ip ttl set …`. */
export interface SetValueStatement {
  readonly kind: 'set-value'
  readonly target: Expression
  readonly value: Expression
}

export interface CounterStatement {
  readonly kind: 'counter'
  readonly state: CounterState
}

/** `counter name "x"`, `quota name "x"`, `ct helper set "x"` …: a constant name, or a map that gives one. */
export interface ObjectStatement {
  readonly kind: 'object'
  readonly type: ObjectType
  readonly name: string | MapExpression
}

export type ObjectType =
  | 'counter'
  | 'quota'
  | 'limit'
  | 'synproxy'
  | 'secmark'
  | 'ct helper'
  | 'ct timeout'
  | 'ct expectation'

export interface LimitStatement {
  readonly kind: 'limit'
  readonly rate: number
  /** Undefined: packets. */
  readonly unit: 'bytes' | 'kbytes' | 'mbytes' | undefined
  readonly per: 'second' | 'minute' | 'hour' | 'day' | 'week'
  /** Packets, or bytes; 0 bytes is the default for bytes, 5 packets for packets. */
  readonly burst: number
  readonly burstUnit: 'packets' | 'bytes' | 'kbytes' | 'mbytes'
  readonly over: boolean
}

export interface QuotaStatement {
  readonly kind: 'quota'
  readonly bytes: number
  readonly over: boolean
  readonly used: { bytes: number }
}

export interface LogStatement {
  readonly kind: 'log'
  readonly prefix?: string
  readonly level?: string
  readonly group?: number
  readonly snaplen?: number
  readonly queueThreshold?: number
  readonly flags?: readonly string[]
}

export interface RejectStatement {
  readonly kind: 'reject'
  readonly with: 'tcp reset' | 'icmp' | 'icmpv6' | 'icmpx'
  /** `icmpx`: enum nft_reject_inet_code. 0 for `tcp reset`. */
  readonly code: number
}

export type NatFlag = 'random' | 'fully-random' | 'persistent'

export interface NatStatement {
  readonly kind: 'nat'
  readonly type: 'dnat' | 'snat' | 'masquerade' | 'redirect'
  /** Written out, as inet tables need it. */
  readonly family: 'ip' | 'ip6' | undefined
  /** An address, or a concatenation of address and port. */
  readonly address: Expression | undefined
  readonly port: Expression | undefined
  /** `dnat ip prefix to`. */
  readonly prefix: boolean
  readonly flags: readonly NatFlag[]
}

/** `update @set { ip saddr timeout 5s }`. */
export interface SetUpdateStatement {
  readonly kind: 'set-update'
  readonly op: 'add' | 'update' | 'delete'
  readonly set: string
  readonly key: Expression
  readonly data: Expression | undefined
  readonly timeoutMs: number | undefined
  readonly comment?: string
  readonly statements: readonly Statement[]
}

export interface QueueStatement {
  readonly kind: 'queue'
  /** A number, a range, or what is worked out for each packet. */
  readonly number: Expression
  readonly flags: readonly ('bypass' | 'fanout')[]
}

export interface NotrackStatement {
  readonly kind: 'notrack'
}

/** `dup to 10.0.0.1 device "eth0"`, `fwd to "eth0"`; in netdev tables `dup to` a device, which stands in `address`. */
export interface CopyStatement {
  readonly kind: 'copy'
  readonly type: 'dup' | 'fwd'
  readonly family: 'ip' | 'ip6' | undefined
  readonly address: Expression | undefined
  readonly device: Expression | undefined
}

export interface TransparentProxyStatement {
  readonly kind: 'tproxy'
  /** Written out, as inet tables need it. */
  readonly family: 'ip' | 'ip6' | undefined
  readonly address: Expression | undefined
  readonly port: Expression | undefined
}

export interface SynProxyStatement {
  readonly kind: 'synproxy'
  readonly mss: number | undefined
  readonly wscale: number | undefined
  readonly flags: readonly ('timestamp' | 'sack-perm')[]
}

/** `meter NAME size 65535 { ip saddr limit rate 5/second }`: an older way to write an update of a set. */
export interface MeterStatement {
  readonly kind: 'meter'
  readonly name: string
  readonly size: number
  readonly key: Expression
  readonly timeoutMs: number | undefined
  readonly statement: Statement
}

/** Parsed and printed, never evaluated: a trace says that it does not know. */
export interface OpaqueStatement {
  readonly kind: 'opaque'
  readonly text: string
  /** As `nft -j` has it, where it came from there. */
  readonly json?: unknown
}

export type Statement =
  | MatchStatement
  | VerdictStatement
  | VerdictMapStatement
  | SetValueStatement
  | CounterStatement
  | ObjectStatement
  | LimitStatement
  | QuotaStatement
  | LogStatement
  | RejectStatement
  | NatStatement
  | SetUpdateStatement
  | QueueStatement
  | NotrackStatement
  | CopyStatement
  | TransparentProxyStatement
  | SynProxyStatement
  | MeterStatement
  | OpaqueStatement

/** What a map element leads to. */
export type ElementData = Constant | Verdict
