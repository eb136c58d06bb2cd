import { isUserError, UserError } from '../../../base/user-error.ts'
import type { PathStep } from '../../../kubernetes/reading/source-text.ts'
import type { ProxyConfiguration, ProxyMode } from '../../../proxy/configuration.ts'
import { readConfiguration } from '../../../proxy/configuration-file.ts'
import { type ToggleName, toggleNames } from '../../../proxy/toggles.ts'
import { type ClusterSettings, defaultClusterSettings } from '../../cluster/cluster-settings.ts'
import { defaultNetworkSettings, type NetworkSettings } from '../../network/network-settings.ts'
import { defaultTrafficSettings, type TrafficSettings } from '../../traffic/traffic-settings.ts'
import type { ClusterSection } from '../format/cluster-section.ts'
import { atField, type Locate, refuse } from './draft.ts'
import { listKnown, suggest } from './suggestion.ts'
import { checkSysctl } from './sysctls.ts'

/** What a run is set up with, in one mode. */
export interface RunSettings {
  readonly cluster: ClusterSettings
  readonly network: NetworkSettings
  readonly traffic: TrafficSettings
  /** Set on every node after kube-proxy set its own. */
  readonly sysctls: Readonly<Record<string, string>>
}

/** @throws UserError E_SCENARIO, E_CONFIGURATION */
export function readRunSettings(
  section: ClusterSection,
  mode: ProxyMode,
  locate: Locate,
): RunSettings {
  const { network = {}, hosts = {}, loadBalancer = {}, sysctls = {} } = section
  for (const [name, value] of Object.entries(sysctls))
    atField(locate, ['cluster', 'sysctls', name], () => checkSysctl(name, value))
  return {
    cluster: readClusterSettings(section, mode, locate),
    network: {
      gonePods: network.gonePods ?? defaultNetworkSettings.gonePods,
      hairpinMode: network.hairpinMode ?? defaultNetworkSettings.hairpinMode,
      loadBalancerKeepsConnections:
        loadBalancer.keepsConnections ?? defaultNetworkSettings.loadBalancerKeepsConnections,
    },
    traffic: {
      synRetries: hosts.synRetries ?? defaultTrafficSettings.synRetries,
      synLinearTimeouts: hosts.synLinearTimeouts ?? synLinearTimeoutsOf(section.kernel),
      dataRetries: hosts.dataRetries ?? defaultTrafficSettings.dataRetries,
    },
    sysctls,
  }
}

/** Clients are on machines like the nodes: tcp_syn_linear_timeouts came with Linux 6.5. */
function synLinearTimeoutsOf(kernel: string | undefined): number {
  const [major = 0, minor = 0] = (kernel ?? '').split('.').map((part) => Number.parseInt(part, 10))
  const isOlder = kernel !== undefined && (major < 6 || (major === 6 && minor < 5))
  return isOlder ? 0 : defaultTrafficSettings.synLinearTimeouts
}

function readClusterSettings(
  section: ClusterSection,
  mode: ProxyMode,
  locate: Locate,
): ClusterSettings {
  const base = defaultClusterSettings
  const { families, iptables, kernel } = section
  return {
    configuration: readKubeProxyConfiguration(section.kubeProxy?.config ?? {}, mode, locate),
    ...(families === undefined ? {} : { families: [...families].sort() }),
    ...(iptables === undefined ? {} : { iptablesBackend: iptables }),
    ...(kernel === undefined ? {} : { kernelRelease: kernel }),
    kubeProxy: { ...base.kubeProxy, ...inMs(section.kubeProxy, kubeProxyFields) },
    controllers: { ...base.controllers, ...inMs(section.controllers, controllerFields) },
    kubelet: kubeletOf(section),
    nodeLifecycle: { ...base.nodeLifecycle, ...inMs(section.nodeLifecycle, lifecycleFields) },
    loadBalancer: { ...base.loadBalancer, ...inMs(section.loadBalancer, loadBalancerFields) },
    eagerNodesMax: base.eagerNodesMax,
    toggles: readToggles(section.toggles ?? [], locate),
  }
}

/** A scenario's field → the setting's. */
const kubeProxyFields = {
  watchLatency: 'watchLatencyMs',
  watchJitter: 'watchJitterMs',
  syncDuration: 'syncDurationMs',
  fullSyncDuration: 'fullSyncDurationMs',
  restart: 'restartMs',
} as const
const controllerFields = {
  workloadLag: 'workloadLagMs',
  scheduling: 'schedulingMs',
  endpointSliceLag: 'endpointSliceLagMs',
  endpointUpdatesBatchPeriod: 'endpointUpdatesBatchPeriodMs',
} as const
const kubeletFields = {
  podStart: 'podStartMs',
  warmUp: 'warmUpMs',
  statusLag: 'statusLagMs',
  terminationLag: 'terminationLagMs',
} as const
const lifecycleFields = {
  statusUpdatePeriod: 'statusUpdatePeriodMs',
  monitorPeriod: 'monitorPeriodMs',
  monitorGracePeriod: 'monitorGracePeriodMs',
  toleration: 'tolerationMs',
} as const
const loadBalancerFields = {
  healthCheckPeriod: 'healthCheckPeriodMs',
  healthyThreshold: 'healthyThreshold',
  unhealthyThreshold: 'unhealthyThreshold',
  updateLag: 'updateLagMs',
} as const

function inMs<Setting extends string>(
  given: Readonly<Record<string, unknown>> | undefined,
  fields: Readonly<Record<string, Setting>>,
): Partial<Record<Setting, number>> {
  const settings: Partial<Record<Setting, number>> = {}
  for (const [field, setting] of Object.entries(fields)) {
    const value = given?.[field]
    if (typeof value === 'number') settings[setting] = value
  }
  return settings
}

function kubeletOf({ kubelet = {} }: ClusterSection): ClusterSettings['kubelet'] {
  const base = defaultClusterSettings.kubelet
  return {
    ...base,
    ...inMs(kubelet, kubeletFields),
    onSigterm: {
      stopsListening: kubelet.stopsListening ?? base.onSigterm.stopsListening,
      exitsAfterMs: kubelet.exitsAfter ?? base.onSigterm.exitsAfterMs,
    },
    onExit: kubelet.onExit ?? base.onExit,
  }
}

/** Through kube-proxy's own defaults and validation; its errors are told at the section. */
function readKubeProxyConfiguration(
  fields: Readonly<Record<string, unknown>>,
  mode: ProxyMode,
  locate: Locate,
): ProxyConfiguration {
  const path: PathStep[] = ['cluster', 'kubeProxy', 'config']
  if ('mode' in fields)
    refuse(locate, [...path, 'mode'], 'the mode is that of the run (modes, or --mode)')
  return atField(locate, path, () => {
    try {
      return readConfiguration({
        file: 'cluster.kubeProxy.config',
        text: JSON.stringify({
          apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
          kind: 'KubeProxyConfiguration',
          mode,
          ...fields,
        }),
      }).configuration
    } catch (error) {
      // Its line is one of the text made here.
      if (isUserError(error)) throw new UserError(error.code, error.message)
      throw error
    }
  })
}

function readToggles(names: readonly string[], locate: Locate): ReadonlySet<ToggleName> {
  const isToggle = (name: string): name is ToggleName =>
    (toggleNames as readonly string[]).includes(name)
  return new Set(
    names.map((name, index) =>
      isToggle(name)
        ? name
        : refuse(
            locate,
            ['cluster', 'toggles', index],
            `no toggle "${name}"${suggest(name, toggleNames) || `; there are: ${listKnown(toggleNames)}`}`,
          ),
    ),
  )
}
