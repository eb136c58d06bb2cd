import type { Ipv4 } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'

/** ct state as rules see it. `INVALID` has no connection. */
export type ConnectionState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED'

/** Each state as one bit, for rules that name several. */
export const connectionStateBit: Readonly<Record<ConnectionState, number>> = {
  NEW: 1,
  ESTABLISHED: 2,
  RELATED: 4,
  INVALID: 8,
  UNTRACKED: 16,
}

/** The bit of a packet's state; before conntrack has seen it, rules take it for INVALID. */
export function stateBitOf(state: ConnectionState | undefined): number {
  switch (state) {
    case 'ESTABLISHED':
      return 2
    case 'NEW':
      return 1
    case 'RELATED':
      return 4
    case 'UNTRACKED':
      return 16
    default:
      return 8
  }
}

/** A packet on its way through the node: the packet, and what the kernel knows of it (struct sk_buff). */
export interface SocketBuffer {
  packet: Packet
  /** fwmark, 32 bits, unsigned. */
  mark: number
  /** '' for packets that the node itself sends. */
  inputInterface: string
  /** '' before routing, and for packets to the node itself. */
  outputInterface: string
  /** Slot in the connection table; −1: none. */
  connection: number
  direction: 'original' | 'reply'
  /** Undefined before conntrack has seen the packet. */
  connectionState: ConnectionState | undefined
  /** The user that sends it (`-m owner`), for packets of the node itself; undefined: not known. */
  userId: number | undefined
  /** The node's own packet (`output`), even after it was re-routed. */
  local: boolean
  /** IPVS has handled it (skb->ipvs_property): it lets the packet pass when it meets it again. */
  ipvsProperty?: boolean
}

/** Stands in a buffer before its first packet. */
export const noPacket: Readonly<Packet> = {
  protocol: 0,
  source: 0 as Ipv4,
  destination: 0 as Ipv4,
  sourcePort: 0,
  destinationPort: 0,
  tcpFlags: 0,
  sctpChunkType: 0,
  icmpType: 0,
  icmpCode: 0,
  lengthBytes: 0,
  quoted: undefined,
}

/** A packet that has just come in (`inputInterface`), or that the node itself sends (`local`). */
export function createSocketBuffer(
  packet: Packet,
  inputInterface: string,
  local: boolean,
): SocketBuffer {
  return {
    packet,
    mark: 0,
    inputInterface,
    outputInterface: '',
    connection: -1,
    direction: 'original',
    connectionState: undefined,
    userId: undefined,
    local,
    ipvsProperty: false,
  }
}

/** Makes a buffer as if it had just been created: for those who take one for packet after packet. */
export function resetSocketBuffer(
  buffer: SocketBuffer,
  packet: Packet,
  inputInterface: string,
  local: boolean,
): SocketBuffer {
  buffer.packet = packet
  buffer.mark = 0
  buffer.inputInterface = inputInterface
  buffer.outputInterface = ''
  buffer.connection = -1
  buffer.direction = 'original'
  buffer.connectionState = undefined
  buffer.userId = undefined
  buffer.local = local
  buffer.ipvsProperty = false
  return buffer
}
