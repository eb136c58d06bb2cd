import { tcpFlag } from '../../../packet/protocol.ts'
import { connectionExtra } from './connection-extra.ts'

/** nf_conntrack's view of a TCP connection, as `conntrack -L` names it. The index is the state's number. */
export const tcpStateNames = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const

export const tcpState = {
  none: 0,
  synSent: 1,
  synReceived: 2,
  established: 3,
  finWait: 4,
  closeWait: 5,
  lastAck: 6,
  timeWait: 7,
  close: 8,
  synSent2: 9,
} as const

/** Passes, but tells the tracker nothing. */
const ignored = 10
const invalid = 11

/** A segment's kind by its flags, RST before SYN before FIN before ACK. */
export const segmentKind = { syn: 0, synAck: 1, fin: 2, ack: 3, reset: 4, none: 5 } as const

/**
 * Next state by direction, segment kind and present state, as the comments of nf_conntrack_proto_tcp.c
 * tell it. One letter a state in their order: . NONE, s SYN_SENT, r SYN_RECV, e ESTABLISHED,
 * f FIN_WAIT, c CLOSE_WAIT, l LAST_ACK, t TIME_WAIT, x CLOSE, S SYN_SENT2; - ignored, ! invalid.
 */
const rows = [
  ['ss-----ssS', '!!r!!!!!!r', '!!ffllltx!', 'e!eeccttx!', '!xxxxxxxxx', '!!!!!!!!!!'],
  ['!S!!!!!s!S', '!r-------r', '!!ffllltx!', '!-reccttx-', '!xxxxxxxxx', '!!!!!!!!!!'],
]
const letters = '.srefcltxS-!'
const kinds = 6
const states = 10
const transitions = Uint8Array.from(
  rows.flatMap((kindRows) => kindRows.flatMap((row) => [...row].map((c) => letters.indexOf(c)))),
)

/** Flag combinations that a sane sender uses, PSH, ECE and CWR aside (tcp_valid_flags). */
const validFlags = new Set<number>([
  tcpFlag.syn,
  tcpFlag.syn | tcpFlag.urg,
  tcpFlag.syn | tcpFlag.ack,
  tcpFlag.rst,
  tcpFlag.rst | tcpFlag.ack,
  tcpFlag.fin | tcpFlag.ack,
  tcpFlag.fin | tcpFlag.ack | tcpFlag.urg,
  tcpFlag.ack,
  tcpFlag.ack | tcpFlag.urg,
])
const isValid = Uint8Array.from({ length: 64 }, (_, flags) =>
  validFlags.has(flags & ~tcpFlag.psh) ? 1 : 0,
)

export function segmentKindOf(flags: number): number {
  if ((flags & tcpFlag.rst) !== 0) return segmentKind.reset
  if ((flags & tcpFlag.syn) !== 0)
    return (flags & tcpFlag.ack) !== 0 ? segmentKind.synAck : segmentKind.syn
  if ((flags & tcpFlag.fin) !== 0) return segmentKind.fin
  return (flags & tcpFlag.ack) !== 0 ? segmentKind.ack : segmentKind.none
}

export function hasValidFlags(flags: number): boolean {
  return isValid[flags & 63] === 1
}

/** What a segment does to its connection. */
export interface TcpStep {
  /**
   * `ignored`: passes and changes nothing but the memory of the last segment. `reopen`: the connection is
   * over, this SYN begins another. `hold`: as `pass`, but the timeout runs on.
   */
  kind: 'pass' | 'hold' | 'ignored' | 'invalid' | 'reopen' | 'forget'
  state: number
  extra: number
  /** Both sides have proved themselves: the connection becomes ASSURED. */
  assured: boolean
}

/** The first segment of a connection: its state, or undefined if none may begin so. */
export function beginTcp(flags: number, loose: boolean): number | undefined {
  const kind = segmentKindOf(flags)
  if (kind === segmentKind.syn) return tcpState.none
  const next = transitions[kind * states] ?? invalid
  return next === invalid || !loose ? undefined : tcpState.none
}

/**
 * Follows one segment (nf_conntrack_tcp_packet). Sequence numbers and windows are not looked at, as if
 * nf_conntrack_tcp_be_liberal were set: packets here have none. Writes its answer into `step`.
 */
export function followTcp(
  step: TcpStep,
  state: number,
  extra: number,
  flags: number,
  reply: boolean,
  seenReply: boolean,
  assured: boolean,
): void {
  const kind = segmentKindOf(flags)
  let next = transitions[((reply ? kinds : 0) + kind) * states + state] ?? invalid
  step.state = state
  step.extra = extra
  step.assured = false
  if (next === invalid) {
    step.kind = 'invalid'
    return
  }
  if (next === tcpState.synSent && state >= tcpState.timeWait) {
    step.kind = isOver(extra, reply) ? 'reopen' : 'ignored'
    if (step.kind === 'ignored') step.extra = remember(extra, kind, reply)
    return
  }
  if (next === ignored) {
    step.kind = answersIgnoredSyn(extra, kind, reply) ? 'pass' : 'ignored'
    step.extra = remember(extra, kind, reply)
    if (step.kind === 'ignored') return
    // Both ends are at the beginning of another connection than the tracker: it follows them.
    step.state = tcpState.synReceived
    step.extra &= ~(connectionExtra.closeBegun | connectionExtra.simultaneousOpen)
    return
  }
  let memory = remember(extra, kind, reply)
  if (next === tcpState.synSent2) memory |= connectionExtra.simultaneousOpen
  // The table alone cannot tell the last ACK of a simultaneous open.
  if (next === tcpState.synReceived && reply && kind === segmentKind.ack)
    if ((memory & connectionExtra.simultaneousOpen) !== 0) next = tcpState.established
  if (next === tcpState.finWait && state !== next) memory |= connectionExtra.closeBegun
  step.state = next
  step.extra = memory
  step.kind = 'pass'
  if (!seenReply) {
    // A reply that is only a RST leaves no connection; a SYN sent again does not renew the wait.
    if (kind === segmentKind.reset) step.kind = 'forget'
    else if (kind === segmentKind.syn && state === tcpState.synSent) step.kind = 'hold'
  } else if (!assured && next === tcpState.established)
    step.assured = state === tcpState.synReceived || state === tcpState.established
}

/** Whether a connection in TIME_WAIT or CLOSE may be replaced by the SYN that now comes. */
function isOver(extra: number, reply: boolean): boolean {
  if ((extra & connectionExtra.closeBegun) !== 0) return true
  return lastKindOf(extra) === segmentKind.reset && wasReply(extra) === reply
}

/** A SYN+ACK right after a SYN of the other side that was let through and ignored. */
function answersIgnoredSyn(extra: number, kind: number, reply: boolean): boolean {
  const isAnswer = kind === segmentKind.synAck && wasReply(extra) !== reply
  return isAnswer && lastKindOf(extra) === segmentKind.syn
}

function lastKindOf(extra: number): number {
  return ((extra & connectionExtra.lastKindMask) >> connectionExtra.lastKindShift) - 1
}

function wasReply(extra: number): boolean {
  return (extra & connectionExtra.lastReply) !== 0
}

function remember(extra: number, kind: number, reply: boolean): number {
  const kept = extra & ~(connectionExtra.lastKindMask | connectionExtra.lastReply)
  const direction = reply ? connectionExtra.lastReply : 0
  return kept | ((kind + 1) << connectionExtra.lastKindShift) | direction
}
