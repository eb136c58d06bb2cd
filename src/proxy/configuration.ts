import type { Toggles } from './toggles.ts'

/** The three ways in which kube-proxy programs a node. */
export const proxyModes = ['iptables', 'ipvs', 'nftables'] as const
export type ProxyMode = (typeof proxyModes)[number]

/**
 * What of a KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1) changes what kube-proxy writes.
 * Durations in milliseconds. Defaults: pkg/proxy/apis/config/v1alpha1/defaults.go.
 */
export interface ProxyConfiguration {
  readonly mode: ProxyMode
  readonly bindAddress: string
  readonly clusterCidrs: readonly string[]
  readonly detectLocalMode: 'ClusterCIDR' | 'NodeCIDR' | 'BridgeInterface' | 'InterfaceNamePrefix'
  readonly bridgeInterface: string
  readonly interfaceNamePrefix: string
  /** CIDRs, or the single word `primary`. Empty: every node address. */
  readonly nodePortAddresses: readonly string[]
  readonly masqueradeAll: boolean
  /** 0 … 31. */
  readonly masqueradeBit: number
  readonly localhostNodePorts: boolean
  readonly syncPeriodMs: number
  readonly minSyncPeriodMs: number
  readonly ipvs: IpvsConfiguration
  readonly conntrack: ConntrackConfiguration
  readonly featureGates: Readonly<Record<string, boolean>>
  /** What this kube-proxy does otherwise than the emulated version; no field of the file. */
  readonly toggles?: Toggles
}

export interface IpvsConfiguration {
  /** '' means rr. */
  readonly scheduler: string
  readonly excludeCidrs: readonly string[]
  readonly strictArp: boolean
  /** 0: left as the kernel has it. */
  readonly tcpTimeoutMs: number
  readonly tcpFinTimeoutMs: number
  readonly udpTimeoutMs: number
}

export interface ConntrackConfiguration {
  readonly tcpBeLiberal: boolean
  readonly maxPerCore: number
  readonly min: number
  readonly tcpEstablishedTimeoutMs: number
  readonly tcpCloseWaitTimeoutMs: number
  readonly udpTimeoutMs: number
  readonly udpStreamTimeoutMs: number
}

export const defaultProxyConfiguration: ProxyConfiguration = {
  mode: 'iptables',
  bindAddress: '0.0.0.0',
  clusterCidrs: [],
  detectLocalMode: 'ClusterCIDR',
  bridgeInterface: '',
  interfaceNamePrefix: '',
  nodePortAddresses: [],
  masqueradeAll: false,
  masqueradeBit: 14,
  localhostNodePorts: true,
  syncPeriodMs: 30_000,
  minSyncPeriodMs: 1_000,
  ipvs: {
    scheduler: '',
    excludeCidrs: [],
    strictArp: false,
    tcpTimeoutMs: 0,
    tcpFinTimeoutMs: 0,
    udpTimeoutMs: 0,
  },
  conntrack: {
    tcpBeLiberal: false,
    maxPerCore: 32_768,
    min: 131_072,
    tcpEstablishedTimeoutMs: 86_400_000,
    tcpCloseWaitTimeoutMs: 3_600_000,
    udpTimeoutMs: 0,
    udpStreamTimeoutMs: 0,
  },
  featureGates: {},
}

/** Where the modes' defaults differ (pkg/proxy/apis/config/v1alpha1/defaults.go, cmd/kube-proxy/app platformApplyDefaults). */
const modeDefaults: Readonly<
  Record<ProxyMode, Pick<ProxyConfiguration, 'minSyncPeriodMs' | 'nodePortAddresses'>>
> = {
  iptables: { minSyncPeriodMs: 1_000, nodePortAddresses: [] },
  ipvs: { minSyncPeriodMs: 0, nodePortAddresses: [] },
  nftables: { minSyncPeriodMs: 1_000, nodePortAddresses: ['primary'] },
}

/** The same in another mode: what was the one mode's default becomes the other's. */
export function withMode(configuration: ProxyConfiguration, mode: ProxyMode): ProxyConfiguration {
  const { minSyncPeriodMs, nodePortAddresses } = configuration
  const before = modeDefaults[configuration.mode]
  const after = modeDefaults[mode]
  const hasDefault = nodePortAddresses.join() === before.nodePortAddresses.join()
  return {
    ...configuration,
    mode,
    minSyncPeriodMs:
      minSyncPeriodMs === before.minSyncPeriodMs ? after.minSyncPeriodMs : minSyncPeriodMs,
    nodePortAddresses: hasDefault ? after.nodePortAddresses : nodePortAddresses,
  }
}
