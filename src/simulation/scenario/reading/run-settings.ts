import type { PathStep } from '../../../kubernetes/reading/source-text.ts'
import type { ProxyConfiguration, ProxyMode } from '../../../proxy/configuration.ts'
import { readConfiguration } from '../../../proxy/configuration-file.ts'
import { type ClusterSettings, defaultClusterSettings } from '../../cluster/cluster-settings.ts'
import type { ToggleName } from '../../cluster/toggles.ts'
import type { NetworkSettings } from '../../network/network-settings.ts'
import type { TrafficSettings } from '../../traffic/traffic-settings.ts'
import type { ClusterSection } from '../format/cluster-section.ts'
import { atField, type Locate, refuse } from './draft.ts'
import { suggest } from './suggestion.ts'

/** What a run is set up with, in one mode. */
export interface RunSettings {
  readonly cluster: ClusterSettings
  readonly network: NetworkSettings
  readonly traffic: TrafficSettings
  /** Set on every node after kube-proxy set its own. */
  readonly sysctls: Readonly<Record<string, string>>
}
