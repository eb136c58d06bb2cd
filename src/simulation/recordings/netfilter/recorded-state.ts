import { UserError } from '../../../base/user-error.ts'

/** One line of netfilter/*.jsonl: a node, what kube-proxy set up on it, and what became of packets. */
export interface RecordedState {
  readonly name: string
  readonly kind: RecordedKind
  readonly notes: readonly string[]
  readonly sysctls: Readonly<Record<string, string>>
  readonly interfaces: Readonly<Record<string, readonly string[]>>
  readonly routes: readonly RecordedRoute[]
  readonly listening: readonly number[]
  /** The state that kube-proxy was given (../tools/kube-proxy). */
  readonly input: unknown
  readonly rounds: readonly RecordedRound[]
}

export type RecordedKind = 'legacy' | 'compat' | 'nft'

export interface RecordedRoute {
  readonly to: string
  readonly dev: string
  readonly via?: string
  readonly src?: string
}

export interface RecordedRound {
  readonly step: number
  readonly applied_ms?: number
  readonly packets?: readonly RecordedPacket[]
  readonly results?: readonly RecordedResult[]
  readonly rules?: string
  readonly load_error?: string
}

export interface RecordedPacket {
  readonly from: 'client' | 'node' | 'pod'
  readonly src?: string
  readonly sport?: number
  readonly dst: string
  /** A ping has none. */
  readonly dport?: number
  readonly proto: string
  readonly conn?: string
  readonly keep?: boolean
}

export interface RecordedResult {
  readonly outcome: 'reached' | 'rejected' | 'dropped' | 'error'
  readonly where?: string
  readonly backend?: string
  readonly seen_src?: string
  readonly reply_ok?: boolean
  readonly icmp?: { readonly type: number; readonly code: number; readonly from: string }
  readonly tcp_rst?: boolean
  readonly self_reply?: boolean
  readonly errno?: string
  readonly error?: string
  readonly t_ms?: number
}

const kinds: readonly unknown[] = ['legacy', 'compat', 'nft']

/** Whether this document is a line of such a file. */
export function isRecordedState(document: unknown): document is RecordedState {
  if (!isObject(document)) return false
  return kinds.includes(document.kind) && Array.isArray(document.rounds) && 'input' in document
}

/** @throws UserError E_RECORDING if a line is none. */
export function readRecordedState(file: string, line: number, text: string): RecordedState {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw damaged(file, line, `is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  if (!isRecordedState(document))
    throw damaged(file, line, 'is no recorded state (expected kind, input and rounds)')
  const { interfaces, routes, rounds } = document
  if (!isObject(interfaces) || !Array.isArray(routes))
    throw damaged(file, line, 'has no interfaces or routes')
  for (const round of rounds) {
    if (!isObject(round)) throw damaged(file, line, 'has a round that is no object')
    const { packets = [], results } = round as RecordedRound
    if (!Array.isArray(packets) || !packets.every(isPacket))
      throw damaged(file, line, 'has a packet without from, dst, dport or proto')
    if (results !== undefined && results.length !== packets.length)
      throw damaged(file, line, `has ${packets.length} packets, but ${results.length} results`)
  }
  return {
    ...document,
    name: String(document.name ?? `line ${line}`),
    notes: document.notes ?? [],
    sysctls: document.sysctls ?? {},
    listening: document.listening ?? [],
  }
}

function isPacket(packet: unknown): boolean {
  return (
    isObject(packet) &&
    ['client', 'node', 'pod'].includes(String(packet.from)) &&
    typeof packet.dst === 'string' &&
    typeof packet.proto === 'string' &&
    (typeof packet.dport === 'number' || /^icmp(v6)?$/i.test(packet.proto))
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function damaged(file: string, line: number, what: string): UserError {
  return new UserError('E_RECORDING', `line ${line} ${what}`, { file, line })
}
