/** How the hosts of clients and servers behave, where real ones differ. */
export interface TrafficSettings {
  /** net.ipv4.tcp_syn_retries. */
  readonly synRetries: number
  /** net.ipv4.tcp_syn_linear_timeouts: 4 since Linux 6.5; 0 as before: SYNs again after 1, 3, 7, 15 s. */
  readonly synLinearTimeouts: number
  /** net.ipv4.tcp_retries2. */
  readonly dataRetries: number
}

export const defaultTrafficSettings: TrafficSettings = {
  synRetries: 6,
  synLinearTimeouts: 4,
  dataRetries: 15,
}
