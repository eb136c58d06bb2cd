import type { Packet } from '../../packet/packet.ts'
import type { End } from '../exchange-packets.ts'

/** What a recording of traffic holds, piece by piece, in its own order. Instants are milliseconds since 1970. */
export type RecordedEvent =
  | { readonly kind: 'packet'; readonly atMs: number; readonly packet: Packet }
  | { readonly kind: 'flow'; readonly flow: RecordedFlow }
  | { readonly kind: 'flow-ended'; readonly flow: RecordedFlow }

/** A connection, or an exchange of datagrams, as somebody noted it. */
export interface RecordedFlow {
  readonly protocol: number
  /** Who opened it. ICMP: both ports are the echo's identifier. */
  readonly source: End
  readonly destination: End
  /** Undefined: nobody noted when; it comes right after the one before it. */
  readonly atMs: number | undefined
  /** Undefined: it is still open where the recording ends. */
  readonly durationMs: number | undefined
  /** Both ways together; 0: nobody counted. */
  readonly packets: number
  readonly bytes: number
  /** It was open before the recording began: it may stand there again. */
  readonly isKnown?: boolean
}

/** Reads one recording, piece by piece. */
export interface RecordingReader {
  /** What this piece completes. @throws UserError E_FLOWS, E_LIMIT */
  push(piece: Buffer): readonly RecordedEvent[]
  /** What the end of the recording completes. @throws UserError E_FLOWS */
  end(): readonly RecordedEvent[]
}
