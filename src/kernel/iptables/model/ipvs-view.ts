import type { Address } from '../../../packet/address.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'

/** What `-m ipvs` may ask of IPVS (net/netfilter/xt_ipvs.c). */
export interface IpvsView {
  /** The IPVS connection that this packet was taken for; undefined: IPVS has not touched it. */
  connectionOf(buffer: SocketBuffer): IpvsConnection | undefined
}

export interface IpvsConnection {
  readonly protocol: number
  readonly virtualAddress: Address
  readonly virtualPort: number
  /** Port of the connection that controls this one (FTP data); 0: none. */
  readonly controllingPort: number
  readonly direction: 'original' | 'reply'
  readonly method: 'masq' | 'ipip' | 'gate'
}
