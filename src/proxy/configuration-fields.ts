/** What a value of a field may be; a map names the fields below it. */
export type FieldKind =
  | 'string'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'duration'
  | 'strings'
  | 'gates'
  /** Anything: what stands below it is of no concern here. */
  | 'any'
export interface FieldMap {
  readonly [name: string]: FieldKind | FieldMap
}

/** kubeproxy.config.k8s.io/v1alpha1 KubeProxyConfiguration (k8s.io/kube-proxy/config/v1alpha1/types.go, v0.36). */
export const configurationFields: FieldMap = {
  apiVersion: 'string',
  kind: 'string',
  featureGates: 'gates',
  clientConnection: {
    kubeconfig: 'string',
    acceptContentTypes: 'string',
    contentType: 'string',
    qps: 'number',
    burst: 'integer',
  },
  logging: 'any',
  hostnameOverride: 'string',
  bindAddress: 'string',
  healthzBindAddress: 'string',
  metricsBindAddress: 'string',
  bindAddressHardFail: 'boolean',
  enableProfiling: 'boolean',
  showHiddenMetricsForVersion: 'string',
  mode: 'string',
  iptables: {
    masqueradeBit: 'integer',
    masqueradeAll: 'boolean',
    localhostNodePorts: 'boolean',
    syncPeriod: 'duration',
    minSyncPeriod: 'duration',
  },
  ipvs: {
    syncPeriod: 'duration',
    minSyncPeriod: 'duration',
    scheduler: 'string',
    excludeCIDRs: 'strings',
    strictARP: 'boolean',
    tcpTimeout: 'duration',
    tcpFinTimeout: 'duration',
    udpTimeout: 'duration',
  },
  nftables: {
    masqueradeBit: 'integer',
    masqueradeAll: 'boolean',
    syncPeriod: 'duration',
    minSyncPeriod: 'duration',
  },
  winkernel: {
    networkName: 'string',
    sourceVip: 'string',
    enableDSR: 'boolean',
    rootHnsEndpointName: 'string',
    forwardHealthCheckVip: 'boolean',
  },
  detectLocalMode: 'string',
  detectLocal: { bridgeInterface: 'string', interfaceNamePrefix: 'string' },
  clusterCIDR: 'string',
  nodePortAddresses: 'strings',
  oomScoreAdj: 'integer',
  conntrack: {
    maxPerCore: 'integer',
    min: 'integer',
    tcpEstablishedTimeout: 'duration',
    tcpCloseWaitTimeout: 'duration',
    tcpBeLiberal: 'boolean',
    udpTimeout: 'duration',
    udpStreamTimeout: 'duration',
  },
  configSyncPeriod: 'duration',
  portRange: 'string',
  windowsRunAsService: 'boolean',
}

/** Fields that change nothing of what the emulator shows; given with a value, they are named. */
export const fieldsWithoutEffect: ReadonlySet<string> = new Set(
  (
    'clientConnection logging healthzBindAddress metricsBindAddress bindAddressHardFail ' +
    'enableProfiling showHiddenMetricsForVersion winkernel oomScoreAdj configSyncPeriod portRange ' +
    'windowsRunAsService'
  ).split(' '),
)
