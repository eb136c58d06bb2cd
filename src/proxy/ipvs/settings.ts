import type { ProxyConfiguration } from '../configuration.ts'
import { markText } from '../iptables/settings.ts'
import type { Sysctls } from '../node/conntrack-sysctls.ts'
import type { Machine, NodeContext } from '../node/machine.ts'
import { noToggles } from '../toggles.ts'

/** What the IPVS proxier knows of its node and configuration; constant from its start. */
export interface IpvsSettings extends NodeContext {
  readonly masqueradeAll: boolean
  /** `0x00004000`: set on packets that POSTROUTING shall masquerade. */
  readonly masqueradeMark: string
  readonly scheduler: string
  /** Virtual servers in there are never deleted. */
  readonly excludeCidrs: readonly string[]
  readonly hasRandomFully: boolean
  /** A local endpoint that reaches itself is masqueraded (kubernetes/kubernetes#54219). */
  readonly masqueradesLoopBack: boolean
  /** Virtual addresses answer on no port but those of Services (kubernetes/kubernetes#108460). */
  readonly refusesOtherPorts: boolean
  /** Source ranges hold for the node's own packets (kubernetes/kubernetes#119791). */
  readonly keepsNodesOut: boolean
}

/** `ipvsadm --set`, in milliseconds; 0: left as it is. */
export interface IpvsTimeouts {
  readonly tcpMs: number
  readonly tcpFinMs: number
  readonly udpMs: number
}

export interface IpvsStart {
  readonly settings: IpvsSettings
  /** As the start leaves them. */
  readonly sysctls: Sysctls
  /** Undefined: not touched. */
  readonly timeouts: IpvsTimeouts | undefined
}

/** The scheduler where none is configured (ipvs/proxier.go defaultScheduler). */
const defaultScheduler = 'rr'

/** kube-proxy's start in IPVS mode (ipvs/proxier.go NewProxier). `kernelVersion`: as `uname -r` has it. */
export function ipvsStart(
  context: NodeContext,
  configuration: ProxyConfiguration,
  machine: Pick<Machine, 'hasRandomFully'>,
  kernelVersion: string,
): IpvsStart {
  const { ipvs, toggles = noToggles } = configuration
  return {
    settings: {
      ...context,
      masqueradeAll: configuration.masqueradeAll,
      masqueradeMark: markText(configuration.masqueradeBit),
      scheduler: ipvs.scheduler || defaultScheduler,
      excludeCidrs: ipvs.excludeCidrs,
      hasRandomFully: machine.hasRandomFully,
      masqueradesLoopBack: !toggles.has('kubernetes#54219'),
      refusesOtherPorts: !toggles.has('kubernetes#108460'),
      keepsNodesOut: !toggles.has('kubernetes#119791'),
    },
    sysctls: { ...context.sysctls, ...ipvsSysctls(kernelVersion, configuration) },
    timeouts: timeoutsOf(ipvs),
  }
}

/**
 * conn_reuse_mode came with Linux 4.1, and what was wrong with it was put right in 5.9: from there on
 * kube-proxy leaves it alone (kubernetes/kubernetes#93297).
 */
function ipvsSysctls(
  kernelVersion: string,
  { ipvs, toggles = noToggles }: ProxyConfiguration,
): Record<string, number> {
  const setsReuseMode =
    isAtLeast(kernelVersion, 4, 1) &&
    !isAtLeast(kernelVersion, 5, 9) &&
    !toggles.has('kubernetes#71114')
  return {
    'net/ipv4/vs/conntrack': 1,
    ...(setsReuseMode ? { 'net/ipv4/vs/conn_reuse_mode': 0 } : {}),
    ...(toggles.has('kubernetes#71834')
      ? {}
      : { 'net/ipv4/vs/expire_nodest_conn': 1, 'net/ipv4/vs/expire_quiescent_template': 1 }),
    'net/ipv4/ip_forward': 1,
    ...(ipvs.strictArp
      ? { 'net/ipv4/conf/all/arp_ignore': 1, 'net/ipv4/conf/all/arp_announce': 2 }
      : {}),
  }
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

function timeoutsOf(ipvs: ProxyConfiguration['ipvs']): IpvsTimeouts | undefined {
  const { tcpTimeoutMs: tcpMs, tcpFinTimeoutMs: tcpFinMs, udpTimeoutMs: udpMs } = ipvs
  return tcpMs > 0 || tcpFinMs > 0 || udpMs > 0 ? { tcpMs, tcpFinMs, udpMs } : undefined
}
