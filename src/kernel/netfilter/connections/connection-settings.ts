import { tableCountMax } from './connection-table.ts'
import { sctpStateNames } from './sctp-tracking.ts'
import { tcpStateNames } from './tcp-tracking.ts'

/** What sysctls say about connection tracking, ready for use: times in milliseconds. */
export interface ConnectionSettings {
  /** By TCP state number. */
  readonly tcpMs: readonly number[]
  /** A picked-up connection that nobody has answered: nf_conntrack_tcp_timeout_unacknowledged. */
  readonly tcpUnacknowledgedMs: number
  /** By SCTP state number. */
  readonly sctpMs: readonly number[]
  readonly udpMs: number
  readonly udpStreamMs: number
  readonly icmpMs: number
  readonly icmpv6Ms: number
  readonly genericMs: number
  /** Picks up connections in their middle. */
  readonly tcpLoose: boolean
  /** Connections held at most: nf_conntrack_max (0: no limit), and never more than a table can hold. */
  readonly connectionCountMax: number
}

/** Seconds; net/netfilter/nf_conntrack_proto_*.c, Documentation/networking/nf_conntrack-sysctl.rst. */
const defaults: Readonly<Record<string, number>> = {
  tcp_timeout_syn_sent: 120,
  tcp_timeout_syn_recv: 60,
  tcp_timeout_established: 432_000,
  tcp_timeout_fin_wait: 120,
  tcp_timeout_close_wait: 60,
  tcp_timeout_last_ack: 30,
  tcp_timeout_time_wait: 120,
  tcp_timeout_close: 10,
  tcp_timeout_unacknowledged: 300,
  sctp_timeout_closed: 10,
  sctp_timeout_cookie_wait: 3,
  sctp_timeout_cookie_echoed: 3,
  sctp_timeout_established: 210,
  sctp_timeout_shutdown_sent: 3,
  sctp_timeout_shutdown_recd: 3,
  sctp_timeout_shutdown_ack_sent: 3,
  sctp_timeout_heartbeat_sent: 30,
  udp_timeout: 30,
  udp_timeout_stream: 120,
  icmp_timeout: 30,
  icmpv6_timeout: 30,
  generic_timeout: 600,
  tcp_loose: 1,
  max: 262_144,
}

/** Every sysctl that is read here. */
export const connectionSysctls: readonly string[] = Object.keys(defaults).map(
  (name) => `net.netfilter.nf_conntrack_${name}`,
)

/** `sysctl` answers for `net.netfilter.nf_conntrack_…`; undefined means the kernel's default. */
export function readConnectionSettings(
  sysctl: (name: string) => string | undefined,
): ConnectionSettings {
  const number = (name: string): number => {
    const text = sysctl(`net.netfilter.nf_conntrack_${name}`)
    const fallback = defaults[name] ?? 0
    if (text === undefined || !/^\d{1,10}$/.test(text)) return fallback
    return Number(text)
  }
  const ms = (name: string) => number(name) * 1_000
  // SYN_SENT2 has no setting of its own; NONE never waits.
  const tcp = (name: string) =>
    name === 'NONE'
      ? 0
      : ms(`tcp_timeout_${name === 'SYN_SENT2' ? 'syn_sent' : name.toLowerCase()}`)
  return {
    tcpMs: tcpStateNames.map(tcp),
    tcpUnacknowledgedMs: ms('tcp_timeout_unacknowledged'),
    sctpMs: sctpStateNames.map((name) => ms(`sctp_timeout_${name.toLowerCase()}`)),
    udpMs: ms('udp_timeout'),
    udpStreamMs: ms('udp_timeout_stream'),
    icmpMs: ms('icmp_timeout'),
    icmpv6Ms: ms('icmpv6_timeout'),
    genericMs: ms('generic_timeout'),
    tcpLoose: number('tcp_loose') !== 0,
    connectionCountMax: Math.min(number('max') || tableCountMax, tableCountMax),
  }
}
