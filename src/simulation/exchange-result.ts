import type { SendError } from '../kernel/passage.ts'
import type { Address } from '../packet/address.ts'
import type { End } from './exchange-packets.ts'

export type Place = 'pods' | 'node' | 'upstream'

/** What its sender and its receiver saw of a request. The words are those of the recordings. */
export interface ExchangeResult {
  readonly outcome: 'reached' | 'rejected' | 'dropped' | 'error'
  /** Who received it; `upstream`: it left the node towards the outside. */
  readonly where?: Place
  readonly backend?: End
  /** The source as the backend saw it. `drawn`: its port was chosen by chance. */
  readonly seenSource?: End & { readonly drawn: boolean }
  /** Whether the answer came back to the sender, and looked like one. */
  readonly replyOk?: boolean
  readonly icmp?: { readonly type: number; readonly code: number; readonly from: Address }
  readonly tcpReset?: true
  /** The backend saw its own address as the source: a real pod would answer itself. */
  readonly selfReply?: true
  /** What the sending process on the node was told. */
  readonly errno?: SendError
}
