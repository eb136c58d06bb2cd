import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import { nextSctpState, sctpEstablished, sctpStateNames, sctpTimeoutSeconds } from './sctp.ts'
import {
  isActiveTcpState,
  nextTcpState,
  tcpEstablished,
  tcpFinWait,
  tcpStateNames,
  tcpTimeoutSeconds,
} from './tcp.ts'

/** Which way a packet goes; `inputOnly`: answers do not come by here (tunnel, direct routing). */
export type StateDirection = 'input' | 'output' | 'inputOnly'

/** UDP has one state (ip_vs_proto_udp.c). */
const udpTimeoutSeconds = 300

/** `ipvsadm --set tcp tcpfin udp`, in seconds. */
export interface TimeoutSettings {
  readonly tcp: number
  readonly tcpFin: number
  readonly udp: number
}

/** How long a connection lives in each state; the three that `ipvsadm --set` changes can be changed. */
export class ProtocolTimeouts {
  readonly #tcp: number[] = [...tcpTimeoutSeconds]
  #udp = udpTimeoutSeconds

  get settings(): TimeoutSettings {
    return {
      tcp: this.#tcp[tcpEstablished] ?? 0,
      tcpFin: this.#tcp[tcpFinWait] ?? 0,
      udp: this.#udp,
    }
  }

  /** A 0 leaves that one as it is (ip_vs_set_timeout, ip_vs_ctl.c). */
  set(settings: TimeoutSettings): void {
    if (settings.tcp > 0) this.#tcp[tcpEstablished] = settings.tcp
    if (settings.tcpFin > 0) this.#tcp[tcpFinWait] = settings.tcpFin
    if (settings.udp > 0) this.#udp = settings.udp
  }

  secondsOf(protocol: number, state: number): number {
    if (protocol === protocolNumber.tcp) return this.#tcp[state] ?? 0
    if (protocol === protocolNumber.udp) return this.#udp
    return sctpTimeoutSeconds[state] ?? 0
  }
}

/** The state after a packet; UDP stays in its only one, 0. */
export function nextState(state: number, packet: Packet, direction: StateDirection): number {
  if (packet.protocol === protocolNumber.tcp) return nextTcpState(state, packet.tcpFlags, direction)
  if (packet.protocol === protocolNumber.sctp)
    return nextSctpState(state, packet.sctpChunkType, direction)
  return state
}

/** Whether a connection in this state counts as active. */
export function isActiveState(protocol: number, state: number): boolean {
  if (protocol === protocolNumber.tcp) return isActiveTcpState(state)
  return protocol === protocolNumber.sctp && state === sctpEstablished
}

/** A connection that came this far makes its template lasting (ip_vs_control_assure_ct). */
export function assuresTemplate(
  protocol: number,
  before: number,
  after: number,
  direction: StateDirection,
): boolean {
  if (protocol === protocolNumber.tcp) return after === tcpEstablished && before !== after
  if (protocol === protocolNumber.sctp) return after === sctpEstablished && before !== after
  return direction === 'output'
}

/** As `ipvsadm -Lnc` prints it. */
export function stateName(protocol: number, state: number, template: boolean): string {
  if (template) return state === 1 ? 'ASSURED' : 'NONE'
  if (protocol === protocolNumber.tcp) return tcpStateNames[state] ?? 'ERR!'
  if (protocol === protocolNumber.udp) return 'UDP'
  if (protocol === protocolNumber.sctp) return sctpStateNames[state] ?? 'ERR!'
  return 'NONE'
}
