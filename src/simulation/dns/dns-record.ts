import { type Address, formatAddress } from '../../packet/address.ts'

/** What can be asked for here. */
export const recordTypes = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'TXT'] as const
export type RecordType = (typeof recordTypes)[number]

/** Names are lower case and without the dot at their end. */
export type DnsRecord = { readonly name: string; readonly ttlSeconds: number } & (
  | { readonly type: 'A' | 'AAAA'; readonly address: Address }
  | { readonly type: 'CNAME' | 'PTR'; readonly target: string }
  | { readonly type: 'TXT'; readonly text: string }
  | {
      readonly type: 'SRV'
      readonly priority: number
      readonly weight: number
      readonly port: number
      readonly target: string
    }
)

/** What a DNS server says to one question. */
export interface DnsAnswer {
  /**
   * `no-data`: the name exists, but not with this type (NOERROR, nothing in it). `no-such-name`: NXDOMAIN.
   * `forwarded`: the cluster's DNS knows nothing of that name and asks the node's nameservers.
   */
  readonly outcome: 'answered' | 'no-data' | 'no-such-name' | 'forwarded'
  readonly records: readonly DnsRecord[]
  /** The addresses of an SRV record's targets. */
  readonly additional: readonly DnsRecord[]
  /** Where a CNAME leads out of the cluster: its addresses come from the node's nameservers. */
  readonly upstreamName?: string
}

/** As a zone file has it, and `dig` prints it, but for blanks in place of tabs. */
export function formatRecord(record: DnsRecord): string {
  return `${record.name}. ${record.ttlSeconds} IN ${record.type} ${formatData(record)}`
}

function formatData(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return formatAddress(record.address)
    case 'CNAME':
    case 'PTR':
      return `${record.target}.`
    case 'TXT':
      return JSON.stringify(record.text)
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${record.target}.`
  }
}
