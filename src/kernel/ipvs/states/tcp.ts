import { tcpFlag } from '../../../packet/protocol.ts'
import type { StateDirection } from './protocol-states.ts'

/** enum in include/net/ip_vs.h, IP_VS_TCP_S_*: the number is the place in this list. */
export const tcpStateNames = [
  'NONE',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'SYNACK',
] as const

export const tcpEstablished = 1
export const tcpSynReceived = 3
export const tcpFinWait = 4
export const tcpTimeWait = 5
export const tcpClose = 6

/** `tcp_timeouts` in ip_vs_proto_tcp.c; in the order of the names. */
export const tcpTimeoutSeconds = [2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120] as const

/** Active: SYN received, sent or answered, and established. */
export function isActiveTcpState(state: number): boolean {
  return state === 1 || state === 2 || state === 3 || state === 10
}

/** Two letters a state, in the order of `tcpStateNames`. */
const codes = ['NO', 'ES', 'SS', 'SR', 'FW', 'TW', 'CL', 'CW', 'LA', 'LI', 'SA']

/** A row of 16 for each of SYN, FIN, ACK, RST. */
const rowLength = 16

/**
 * The state machine of ip_vs_proto_tcp.c (`tcp_states`): what follows each state on a SYN, FIN, ACK or RST. It is not
 * conntrack's: it believes every packet, whatever its sequence number.
 */
const inputMachine = machineOf(
  'SR ES ES SR SR SR SR SR SR SR SR',
  'CL CW SS TW TW TW CL CW LA LI TW',
  'ES ES SS ES FW TW CL CW CL LI ES',
  'CL CL CL SR CL CL CL CL LA LI SR',
)
const outputMachine = machineOf(
  'SS ES SS SR SS SS SS SS SS LI SR',
  'TW FW SS TW FW TW CL TW LA LI TW',
  'ES ES SS ES FW TW CL CW LA ES ES',
  'CL CL SS CL CL TW CL CL CL CL CL',
)
const inputOnlyMachine = machineOf(
  'SR ES ES SR SR SR SR SR SR SR SR',
  'CL FW SS TW FW TW CL CW LA LI TW',
  'ES ES SS ES FW TW CL CW CL LI ES',
  'CL CL CL SR CL CL CL CL LA LI CL',
)

/** RST is asked first, then SYN, FIN, ACK; a packet with none of them closes (`set_tcp_state`). */
export function nextTcpState(state: number, flags: number, direction: StateDirection): number {
  const event =
    (flags & tcpFlag.rst) !== 0
      ? 3
      : (flags & tcpFlag.syn) !== 0
        ? 0
        : (flags & tcpFlag.fin) !== 0
          ? 1
          : (flags & tcpFlag.ack) !== 0
            ? 2
            : -1
  if (event < 0) return tcpClose
  const machine =
    direction === 'input' ? inputMachine : direction === 'output' ? outputMachine : inputOnlyMachine
  return machine[event * rowLength + state] ?? tcpClose
}

function machineOf(...rows: readonly string[]): Uint8Array {
  const machine = new Uint8Array(rows.length * rowLength).fill(tcpClose)
  for (const [row, text] of rows.entries())
    for (const [state, code] of text.split(' ').entries())
      machine[row * rowLength + state] = codes.indexOf(code)
  return machine
}
