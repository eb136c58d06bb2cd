import type { ProxyConfiguration } from '../configuration.ts'
import type { Sysctls } from '../node/conntrack-sysctls.ts'
import type { Machine, NodeContext } from '../node/machine.ts'
import { noToggles } from '../toggles.ts'

/** What the iptables proxier knows of its node and configuration; constant from its start. */
export interface IptablesSettings extends NodeContext {
  readonly masqueradeAll: boolean
  /** `0x00004000`: set on packets that POSTROUTING shall masquerade. */
  readonly masqueradeMark: string
  /** Node ports answer on 127.0.0.1 (IPv4 only; needs route_localnet). */
  readonly localhostNodePorts: boolean
  /** The kernel takes packets out of window: no rule drops the INVALID ones then. */
  readonly conntrackTcpLiberal: boolean
  /** Packets that conntrack cannot place are dropped, unless it is liberal. */
  readonly dropsInvalid: boolean
  /** Packets to a cluster IP without endpoints are rejected in FORWARD too, not only in OUTPUT. */
  readonly rejectsForwarded: boolean
  /** Affinity leads to an endpoint for as long as it is there, ready or not. */
  readonly keepsClientsOfUnready: boolean
  readonly hasRandomFully: boolean
  readonly hasNfacct: boolean
  readonly syncPeriodMs: number
}

const routeLocalnet = 'net/ipv4/conf/all/route_localnet'
const tcpBeLiberal = 'net/netfilter/nf_conntrack_tcp_be_liberal'

/** Also gives the sysctls as the start leaves them (iptables/proxier.go NewProxier, NewDualStackProxier). */
export function iptablesSettings(
  context: NodeContext,
  configuration: ProxyConfiguration,
  machine: Machine,
): { readonly settings: IptablesSettings; readonly sysctls: Sysctls } {
  const { toggles = noToggles } = configuration
  const localhostNodePorts =
    configuration.localhostNodePorts &&
    context.family === 'IPv4' &&
    context.nodePortAddresses.containsIpv4Loopback
  const settings: IptablesSettings = {
    ...context,
    masqueradeAll: configuration.masqueradeAll,
    masqueradeMark: markText(configuration.masqueradeBit),
    localhostNodePorts,
    conntrackTcpLiberal: (context.sysctls[tcpBeLiberal] ?? 0) !== 0,
    dropsInvalid: !toggles.has('kubernetes#74840'),
    rejectsForwarded: !toggles.has('kubernetes#72534'),
    keepsClientsOfUnready: toggles.has('kubernetes#106030'),
    hasRandomFully: machine.hasRandomFully,
    hasNfacct: machine.hasNfacct,
    syncPeriodMs: configuration.syncPeriodMs,
  }
  const sysctls = localhostNodePorts ? { ...context.sysctls, [routeLocalnet]: 1 } : context.sysctls
  return { settings, sysctls }
}

/** Go's `%#08x` pads to eight digits beside the `0x`. */
export function markText(bit: number): string {
  return `0x${(2 ** bit).toString(16).padStart(8, '0')}`
}
