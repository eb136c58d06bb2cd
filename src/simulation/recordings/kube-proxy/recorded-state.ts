import { type Position, UserError } from '../../../base/user-error.ts'
import type { WatchedObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Family } from '../../../packet/address.ts'
import {
  type ConntrackConfiguration,
  defaultProxyConfiguration,
  type IpvsConfiguration,
  type ProxyConfiguration,
  type ProxyMode,
  proxyModes,
} from '../../../proxy/configuration.ts'
import { featureGateError } from '../../../proxy/feature-gates.ts'
import { type Machine, plainInterfaces } from '../../../proxy/node/machine.ts'
import type { NetworkInterfaces } from '../../../proxy/node/node-addresses.ts'
import { durationMs } from './duration.ts'
import {
  booleanIn,
  defined,
  isRecord,
  labelsIn,
  numberIn,
  type RawRecord,
  recordIn,
  recordsIn,
  textIn,
  textsIn,
} from './raw-value.ts'
import { type RecordedFlow, recordedFlow } from './recorded-flows.ts'
import { objectError, recordedObjects } from './recorded-objects.ts'

/** A node and a cluster that changes step by step, as the real kube-proxy was given them. */
export interface RecordedState {
  readonly name: string
  readonly family: Family
  readonly configuration: ProxyConfiguration
  readonly machine: Machine
  readonly nodeLabels: Readonly<Record<string, string>>
  /** As of one ServiceCIDR object at the start. */
  readonly serviceCidrs: readonly string[]
  readonly steps: readonly RecordedStep[]
  /** Why kube-proxy does not start with this configuration. */
  readonly error: string | undefined
}

export interface RecordedStep {
  readonly apply: readonly WatchedObject[]
  /** Gone before `apply`. */
  readonly delete: readonly DeletedObject[]
  /** How far kube-proxy's clock moves before the step. */
  readonly elapsedMs: number
  /** What kube-proxy does after it saw its rules flushed. */
  readonly forceFull: boolean
  /** A sync that no event asked for. */
  readonly forceSync: boolean
  /** Replaces the conntrack table. */
  readonly conntrack: readonly RecordedFlow[] | undefined
  readonly ipvsConnections: readonly RecordedIpvsConnections[]
  /** kube-proxy's own health, from now on. */
  readonly proxyHealthy: boolean | undefined
  /** Why the step was refused as a whole. */
  readonly error: string | undefined
}

export interface DeletedObject {
  readonly kind: WatchedObject['kind']
  readonly namespace: string
  readonly name: string
}

export interface RecordedIpvsConnections {
  /** `10.96.0.1:80/TCP` */
  readonly virtualServer: string
  /** `10.0.0.1:8080` */
  readonly realServer: string
  readonly active: number
  readonly inactive: number
}

/**
 * `cpuCount`: of the machine that the recording was made on, which the state does not tell.
 * @throws UserError E_RECORDING where it is no state
 */
export function readRecordedState(
  value: unknown,
  name: string,
  at: Position,
  cpuCount = 1,
): RecordedState {
  if (!isRecord(value) || !Array.isArray(value.steps))
    throw new UserError('E_RECORDING', 'found no state (expected an object with `steps`)', at)
  const mode = textIn(value, 'mode') || 'iptables'
  if (!isMode(mode))
    throw new UserError('E_RECORDING', `unknown mode "${mode}" (expected ${proxyModes})`, at)
  const family = textIn(value, 'family') || 'IPv4'
  if (family !== 'IPv4' && family !== 'IPv6')
    throw new UserError('E_RECORDING', `unknown family "${family}" (expected IPv4 or IPv6)`, at)
  const config = recordIn(value, 'config')
  const read = configuration(config, mode)
  return {
    name: textIn(value, 'name') ?? name,
    family,
    configuration: read,
    machine: { ...machine(recordIn(value, 'node'), config), cpuCount },
    nodeLabels: labelsIn(recordIn(value, 'node'), 'labels'),
    serviceCidrs: textsIn(config, 'serviceCIDRs'),
    steps: recordsIn(value, 'steps').map(step),
    error: featureGateError(read.featureGates) ?? detectorError(read.detectLocalMode),
  }
}

const detectLocalModes: readonly string[] = [
  'ClusterCIDR',
  'NodeCIDR',
  'BridgeInterface',
  'InterfaceNamePrefix',
]

function detectorError(mode: string): string | undefined {
  return detectLocalModes.includes(mode) ? undefined : `unknown detectLocalMode "${mode}"`
}

function isMode(mode: string): mode is ProxyMode {
  return (proxyModes as readonly string[]).includes(mode)
}

function configuration(raw: RawRecord, mode: ProxyMode): ProxyConfiguration {
  return {
    ...defaultProxyConfiguration,
    ...defined({
      masqueradeAll: booleanIn(raw, 'masqueradeAll'),
      masqueradeBit: numberIn(raw, 'masqueradeBit'),
      localhostNodePorts: booleanIn(raw, 'localhostNodePorts'),
      detectLocalMode: (textIn(raw, 'detectLocalMode') || undefined) as
        | ProxyConfiguration['detectLocalMode']
        | undefined,
      bindAddress: textIn(raw, 'bindAddress'),
      syncPeriodMs: durationMs(raw.syncPeriod),
      minSyncPeriodMs: durationMs(raw.minSyncPeriod),
    }),
    mode,
    clusterCidrs: textsIn(raw, 'clusterCIDR'),
    bridgeInterface: textIn(raw, 'bridgeInterface') ?? '',
    interfaceNamePrefix: textIn(raw, 'interfaceNamePrefix') ?? '',
    nodePortAddresses: textsIn(raw, 'nodePortAddresses'),
    ipvs: ipvsConfiguration(recordIn(raw, 'ipvs')),
    conntrack: conntrackConfiguration(recordIn(raw, 'conntrack')),
    featureGates: Object.fromEntries(
      Object.entries(recordIn(raw, 'featureGates')).filter(
        (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
      ),
    ),
  }
}

function ipvsConfiguration(raw: RawRecord): IpvsConfiguration {
  return {
    scheduler: textIn(raw, 'scheduler') ?? '',
    excludeCidrs: textsIn(raw, 'excludeCIDRs'),
    strictArp: booleanIn(raw, 'strictARP') ?? false,
    tcpTimeoutMs: durationMs(raw.tcpTimeout) ?? 0,
    tcpFinTimeoutMs: durationMs(raw.tcpFinTimeout) ?? 0,
    udpTimeoutMs: durationMs(raw.udpTimeout) ?? 0,
  }
}

/** maxPerCore and min are off unless they are given. */
function conntrackConfiguration(raw: RawRecord): ConntrackConfiguration {
  const defaults = defaultProxyConfiguration.conntrack
  return {
    tcpBeLiberal: booleanIn(raw, 'tcpBeLiberal') ?? false,
    maxPerCore: numberIn(raw, 'maxPerCore') ?? 0,
    min: numberIn(raw, 'min') ?? 0,
    tcpEstablishedTimeoutMs:
      durationMs(raw.tcpEstablishedTimeout) ?? defaults.tcpEstablishedTimeoutMs,
    tcpCloseWaitTimeoutMs: durationMs(raw.tcpCloseWaitTimeout) ?? defaults.tcpCloseWaitTimeoutMs,
    udpTimeoutMs: durationMs(raw.udpTimeout) ?? 0,
    udpStreamTimeoutMs: durationMs(raw.udpStreamTimeout) ?? 0,
  }
}

const defaultNodeIps: readonly string[] = ['192.168.0.10', '2001:db8::10']

function machine(node: RawRecord, config: RawRecord): Omit<Machine, 'cpuCount'> {
  const given = textsIn(node, 'ips')
  const nodeIps = given.length > 0 ? given : defaultNodeIps
  return {
    nodeName: textIn(node, 'name') || 'node-1',
    nodeIps,
    podCidrs: textsIn(node, 'podCIDRs'),
    interfaces: isRecord(node.interfaces) ? interfaces(node.interfaces) : plainInterfaces(nodeIps),
    sysctls: Object.fromEntries(
      Object.entries(recordIn(config, 'sysctls')).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      ),
    ),
    hasRandomFully: booleanIn(config, 'randomFully') ?? true,
    hasNfacct: booleanIn(config, 'nfacct') ?? true,
  }
}

function interfaces(raw: RawRecord): NetworkInterfaces {
  return Object.fromEntries(Object.keys(raw).map((name) => [name, textsIn(raw, name)]))
}

function step(raw: RawRecord): RecordedStep {
  return {
    apply: recordsIn(raw, 'apply').flatMap(recordedObjects),
    delete: recordsIn(raw, 'delete').map((reference) => ({
      kind: (textIn(reference, 'kind') ?? '') as WatchedObject['kind'],
      namespace: textIn(reference, 'namespace') || 'default',
      name: textIn(reference, 'name') ?? '',
    })),
    elapsedMs: durationMs(raw.elapsed) ?? 2000,
    forceFull: booleanIn(raw, 'forceFull') ?? false,
    forceSync: booleanIn(raw, 'forceSync') ?? false,
    conntrack: Array.isArray(raw.conntrack)
      ? recordsIn(raw, 'conntrack').map(recordedFlow)
      : undefined,
    ipvsConnections: recordsIn(raw, 'ipvsConns').map((one) => ({
      virtualServer: textIn(one, 'vs') ?? '',
      realServer: textIn(one, 'rs') ?? '',
      active: numberIn(one, 'active') ?? 0,
      inactive: numberIn(one, 'inactive') ?? 0,
    })),
    proxyHealthy: booleanIn(raw, 'proxyHealthy'),
    error: recordsIn(raw, 'apply')
      .map(objectError)
      .find((error) => error !== undefined),
  }
}
