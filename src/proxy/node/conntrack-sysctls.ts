import type { ConntrackConfiguration } from '../configuration.ts'

/** Path below /proc/sys → value. */
export type Sysctls = Readonly<Record<string, number>>

/** More is never asked for, however many cores there are (pkg/proxy/conntrack/sysctls.go). */
const conntrackMaxLimit = 1_048_576

/** What kube-proxy sets at its start, before any proxier (pkg/proxy/conntrack/sysctls.go setSysctls). */
export function conntrackSysctls(
  configuration: ConntrackConfiguration,
  cpuCount: number,
): Record<string, number> {
  const sysctls: Record<string, number> = {}
  const set = (name: string, value: number) => {
    if (value > 0) sysctls[`net/netfilter/nf_conntrack_${name}`] = value
  }
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000)
  set('max', conntrackMax(configuration, cpuCount))
  set('tcp_timeout_established', seconds(configuration.tcpEstablishedTimeoutMs))
  set('tcp_timeout_close_wait', seconds(configuration.tcpCloseWaitTimeoutMs))
  set('tcp_be_liberal', configuration.tcpBeLiberal ? 1 : 0)
  set('udp_timeout', seconds(configuration.udpTimeoutMs))
  set('udp_timeout_stream', seconds(configuration.udpStreamTimeoutMs))
  return sysctls
}

function conntrackMax({ maxPerCore, min }: ConntrackConfiguration, cpuCount: number): number {
  if (maxPerCore <= 0) return 0
  const scaled = maxPerCore * cpuCount
  if (scaled > conntrackMaxLimit) return conntrackMaxLimit
  return Math.max(scaled, min)
}
