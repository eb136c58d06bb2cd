import type { StateDirection } from './protocol-states.ts'

/** enum in include/net/ip_vs.h, IP_VS_SCTP_S_*; printed as in ip_vs_proto_sctp.c. */
export const sctpStateNames = [
  'NONE',
  'INIT1',
  'INIT',
  'C-SENT',
  'C-REPLIED',
  'C-WAIT',
  'COOKIE',
  'C-ECHOED',
  'ESTABLISHED',
  'S-SENT',
  'S-RECEIVED',
  'S-ACK-SENT',
  'REJECTED',
  'CLOSED',
] as const

export const sctpEstablished = 8
export const sctpClosed = 13

/** `sctp_timeouts`: 61 is the largest retransmission timeout and a second. */
export const sctpTimeoutSeconds = [2, 4, 61, 61, 61, 61, 61, 61, 900, 61, 61, 61, 4, 61] as const

export const sctpChunk = {
  data: 0,
  init: 1,
  initAck: 2,
  sack: 3,
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

const codes = ['NO', 'I1', 'IN', 'CS', 'CR', 'CW', 'CO', 'CE', 'ES', 'SS', 'SR', 'SA', 'RJ', 'CL']

/** Rows: data, INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, SHUTDOWN, its ACK, COMPLETE, ERROR, ABORT. */
const machine: Record<StateDirection, readonly (readonly number[])[]> = {
  input: rows(
    'ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'I1 IN IN CS CR CW CO CE ES SS SR SA IN IN',
    'CW CW CW CS CR CO CO CE ES SS SR SA RJ CL',
    'CR IN IN CR CR CW CO CE ES SS SR SA RJ CL',
    'ES I1 IN CS CR CW CO ES ES SS SR SA RJ CL',
    'SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL',
    'CL IN IN CS CR CW CO CE ES CL SR CL RJ CL',
    'CL CL CL CS CR CW CO CE ES SS SR CL RJ CL',
    'CL I1 IN CS CR CW CO CL ES SS SR SA RJ CL',
    'CL CL CL CL CL RJ CL CL CL CL CL CL CL CL',
  ),
  output: rows(
    'ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'CW CW CW CW CW CW CW CW ES CW CW CW CW CW',
    'CS CS CS CS CR CW CO CE ES SS SR SA RJ CL',
    'CE CE CE CE CE CE CE CE ES SS SR SA RJ CL',
    'ES ES ES ES ES ES ES ES ES SS SR SA RJ CL',
    'SS SS SS SS SS SS SS SS SS SS SR SA RJ CL',
    'SA SA SA SA SA CW CO CE ES SA SA SA RJ CL',
    'CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'CL CL CL CL CL CW CO CE ES SS SR SA RJ CL',
    'CL RJ CL CL CL CL CL CL CL CL CL CL CL CL',
  ),
  inputOnly: rows(
    'ES I1 IN CS CR ES CO CE ES SS SR SA RJ CL',
    'I1 IN IN IN IN IN CO CE ES SS SR SA IN IN',
    'CE CE CE CE CE CE CO CE ES SS SR SA RJ CL',
    'ES ES ES ES ES ES CO CE ES SS SR SA RJ CL',
    'ES I1 IN ES ES CW ES ES ES SS SR SA RJ CL',
    'SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL',
    'CL IN IN CS CR CW CO CE CL CL SR CL RJ CL',
    'CL CL CL CL CL CW CO CE ES SS CL CL RJ CL',
    'CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'CL CL CL CL CL RJ CL CL CL CL CL CL CL CL',
  ),
}

/** Chunk type → row; what is not listed counts as data (`sctp_events`). */
const eventOfChunk = new Map<number, number>([
  [sctpChunk.init, 1],
  [sctpChunk.initAck, 2],
  [sctpChunk.cookieEcho, 3],
  [sctpChunk.cookieAck, 4],
  [sctpChunk.shutdown, 5],
  [sctpChunk.shutdownAck, 6],
  [sctpChunk.shutdownComplete, 7],
  [sctpChunk.error, 8],
  [sctpChunk.abort, 9],
])

/** The state machine of ip_vs_proto_sctp.c, asked with the packet's first chunk. */
export function nextSctpState(state: number, chunkType: number, direction: StateDirection): number {
  return machine[direction][eventOfChunk.get(chunkType) ?? 0]?.[state] ?? sctpClosed
}

function rows(...texts: readonly string[]): number[][] {
  return texts.map((text) => text.split(' ').map((code) => codes.indexOf(code)))
}
