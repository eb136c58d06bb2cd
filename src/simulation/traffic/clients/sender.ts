import type { Address } from '../../../packet/address.ts'
import type { Station } from '../../network/delivery.ts'
import type { SourcePorts } from './source-ports.ts'

/** Where a connection leads, and from where. */
export interface ConnectionEnds {
  readonly source: Address
  readonly sourcePort: number
  readonly destination: Address
  readonly destinationPort: number
}

/** Who opens connections: one host, or one address of it. */
export interface Sender {
  readonly station: Station
  /** Of its own choice: the ephemeral ones. */
  readonly ports: SourcePorts
  /** What it sends from to there; undefined: it has no address of that family, or no way there. */
  addressTowards(destination: Address): Address | undefined
  /** Before the first packet of a connection, and after the last: on a node the kernel must know. */
  openSocket(protocol: number, ends: ConnectionEnds): void
  closeSocket(ends: ConnectionEnds): void
}
