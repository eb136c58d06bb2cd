import { UserError } from '../../../base/user-error.ts'
import {
  type RecordedPacket,
  type RecordedResult,
  type RecordedRound,
  type RecordedState,
  readRecordedState,
} from '../netfilter/recorded-state.ts'

/** One line of ipvs-mode/*.jsonl: the format of netfilter/*.jsonl with kind `ipvs`, and more. */
export interface RecordedIpvsState extends Omit<RecordedState, 'kind' | 'rounds'> {
  readonly kind: 'ipvs'
  /** `6.1.192 (Debian …)` */
  readonly kernel: string
  /** net.ipv4.vs.*, without that prefix. */
  readonly vs_sysctls: Readonly<Record<string, string>>
  readonly rounds: readonly IpvsRound[]
}

export interface IpvsRound extends Omit<RecordedRound, 'packets' | 'results'> {
  /** Seconds between the packets before and this step. */
  readonly waited?: number
  /** That the packets took. */
  readonly seconds?: number
  readonly packets?: readonly IpvsPacket[]
  readonly results?: readonly IpvsResult[]
  readonly dummy?: readonly string[]
  readonly order?: Readonly<Record<string, readonly string[]>>
  readonly ipvsadm_Sn?: string
  readonly ipvsadm_Ln?: string
  readonly ipset?: string
  readonly conns?: readonly string[]
}

export interface IpvsPacket extends RecordedPacket {
  /** More data on the TCP connection `conn`. */
  readonly data?: boolean
  /** Seconds after which the recorder gave up. */
  readonly timeout?: number
}

export interface IpvsResult extends RecordedResult {
  /** Seconds since the recording began. */
  readonly at?: number
  /** The end that the kernel chose, where the packet names no source. */
  readonly local_src?: string
  /** A UDP socket of the node that sends to itself gets its own datagram. */
  readonly self_connect?: boolean
}

export function isRecordedIpvsState(document: unknown): document is RecordedIpvsState {
  return (
    typeof document === 'object' &&
    document !== null &&
    'kind' in document &&
    document.kind === 'ipvs' &&
    'rounds' in document &&
    Array.isArray(document.rounds) &&
    'input' in document
  )
}

/** @throws UserError E_RECORDING if a line is none. */
export function readIpvsState(file: string, line: number, text: string): RecordedIpvsState {
  const document: unknown = parseLine(file, line, text)
  if (!isRecordedIpvsState(document))
    throw new UserError(
      'E_RECORDING',
      `line ${line} is no recorded state (expected kind ipvs, input and rounds)`,
      { file, line },
    )
  const state = readRecordedState(file, line, JSON.stringify({ ...document, kind: 'legacy' }))
  const { rounds, vs_sysctls = {} } = document
  return { ...state, kind: 'ipvs', rounds, kernel: String(document.kernel ?? ''), vs_sysctls }
}

/** As the state of a node of the other kinds: its interfaces, routes and sockets are described alike. */
export function asNodeState(state: RecordedIpvsState): RecordedState {
  return { ...state, kind: 'legacy', rounds: [] }
}

function parseLine(file: string, line: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError('E_RECORDING', `line ${line} is not JSON: ${reason}`, { file, line })
  }
}
