/** nf_conntrack's view of an SCTP association. The index is the state's number. */
export const sctpStateNames = [
  'NONE',
  'CLOSED',
  'COOKIE_WAIT',
  'COOKIE_ECHOED',
  'ESTABLISHED',
  'SHUTDOWN_SENT',
  'SHUTDOWN_RECD',
  'SHUTDOWN_ACK_SENT',
  'HEARTBEAT_SENT',
] as const

export const sctpState = { none: 0, closed: 1, cookieWait: 2, established: 4 } as const

/** RFC 9260, 3.2: the chunk types that change the state. */
export const sctpChunk = {
  data: 0,
  init: 1,
  initAck: 2,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  shutdownAck: 8,
  error: 9,
  cookieEcho: 10,
  cookieAck: 11,
  shutdownComplete: 14,
} as const

const chunkOrder: readonly number[] = [
  sctpChunk.init,
  sctpChunk.initAck,
  sctpChunk.abort,
  sctpChunk.shutdown,
  sctpChunk.shutdownAck,
  sctpChunk.error,
  sctpChunk.cookieEcho,
  sctpChunk.cookieAck,
  sctpChunk.shutdownComplete,
  sctpChunk.heartbeat,
  sctpChunk.heartbeatAck,
]

/**
 * Next state by direction, chunk (in `chunkOrder`) and present state, as nf_conntrack_proto_sctp.c has
 * it. One letter a state in their order: . NONE, x CLOSED, w COOKIE_WAIT, k COOKIE_ECHOED,
 * e ESTABLISHED, s SHUTDOWN_SENT, r SHUTDOWN_RECD, a SHUTDOWN_ACK_SENT, h HEARTBEAT_SENT; ! invalid.
 */
const rows = [
  'xxwkexxaw xxwkesrax xxxxxxxxx xxwkssrax axwkeaaaa xxwkesrax xxkkesrax xxweesrax xxwkesrxx hxwkesrah xxwkesrah',
  '!xwkesra! !wwkesra! !xxxxxxx! !xwkrsra! !xwkeaaa! !xwxesra! !xkkesra! !xweesra! !xwkesrx! !xwkesrah !xwkesrae',
].map((direction) => direction.split(' '))
const letters = '.xwkesrah'

export interface SctpStep {
  readonly state: number
  /** The association is complete: the connection becomes ASSURED. */
  readonly assured: boolean
}

/**
 * Whether an association may begin with this chunk, as the tracker sees it. Others bear a verification tag,
 * which a tracker that has seen no INIT does not know: then they are invalid (sctp_packet; seen on Linux 6.18).
 */
export function mayBeginSctp(chunkType: number): boolean {
  return beginnings.includes(chunkType)
}

const beginnings: readonly number[] = [
  sctpChunk.init,
  sctpChunk.heartbeat,
  sctpChunk.heartbeatAck,
  sctpChunk.shutdownAck,
]

/**
 * Undefined: the chunk cannot come here. Packets have no verification tags; they are taken to bear the right
 * one. The tracker learns the opener's from the answer: before it (`answered`), it takes only what may begin.
 */
export function followSctp(
  state: number,
  chunkType: number,
  reply: boolean,
  answered: boolean,
): SctpStep | undefined {
  if (!reply && !answered && !mayBeginSctp(chunkType)) return undefined
  const row = chunkOrder.indexOf(chunkType)
  // Other chunks, such as DATA and SACK, change nothing.
  if (row < 0) return { state, assured: false }
  const next = letters.indexOf(rows[reply ? 1 : 0]?.[row]?.[state] ?? '!')
  if (next < 0) return undefined
  return { state: next, assured: reply && state === 3 && next === sctpState.established }
}
