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

/** Whether an association may begin with this chunk, as the tracker sees it (RFC 9260, 8.4). */
export function mayBeginSctp(chunkType: number): boolean {
  const never: readonly number[] = [
    sctpChunk.abort,
    sctpChunk.shutdownComplete,
    sctpChunk.cookieAck,
  ]
  return !never.includes(chunkType) && chunkOrder.includes(chunkType)
}

/** Undefined: the chunk cannot come here. Verification tags are not looked at: packets have none. */
export function followSctp(state: number, chunkType: number, reply: boolean): SctpStep | undefined {
  const row = chunkOrder.indexOf(chunkType)
  // Other chunks, such as DATA and SACK, change nothing.
  if (row < 0) return { state, assured: false }
  const next = letters.indexOf(rows[reply ? 1 : 0]?.[row]?.[state] ?? '!')
  if (next < 0) return undefined
  return { state: next, assured: reply && state === 3 && next === sctpState.established }
}
