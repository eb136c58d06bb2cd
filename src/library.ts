/** What `import … from 'kube-proxy-emulator'` gives: from manifests to rules and packets. */
export { Timeline, type Timer } from './base/timeline.ts'
export { isUserError, type Position, UserError } from './base/user-error.ts'
export { type Cluster, changeCluster, makeCluster } from './kubernetes/cluster/make-cluster.ts'
export { readChange, readCluster } from './kubernetes/cluster/read-cluster.ts'
export type { KubernetesObject } from './kubernetes/objects/kubernetes-object.ts'
export type { SourceText } from './kubernetes/reading/source-text.ts'
export { type Address, formatAddress, formatEndpoint, parseAddress } from './packet/address.ts'
export { protocolNumber } from './packet/protocol.ts'
export type { ProxyConfiguration, ProxyMode } from './proxy/configuration.ts'
export { defaultProxyConfiguration } from './proxy/configuration.ts'
export { readConfiguration } from './proxy/configuration-file.ts'
export { AddressBook } from './simulation/address-book.ts'
export {
  type ClusterSettings,
  defaultClusterSettings,
} from './simulation/cluster/cluster-settings.ts'
export { LivingCluster } from './simulation/cluster/living-cluster.ts'
export { EventStream, type RunObserver } from './simulation/events/event-stream.ts'
export type { RunEvent } from './simulation/events/run-event.ts'
export type { Exchange, ExchangeRequest } from './simulation/exchange.ts'
export type { ExchangeResult } from './simulation/exchange-result.ts'
export { createSurroundings, type Surroundings } from './simulation/exchange-surroundings.ts'
export { ClusterNetwork } from './simulation/network/cluster-network.ts'
export type { Delivery, Station } from './simulation/network/delivery.ts'
export {
  defaultNetworkSettings,
  type NetworkSettings,
} from './simulation/network/network-settings.ts'
export type { NetworkView } from './simulation/network/network-view.ts'
export { loadDumpedNode } from './simulation/node/dumped-node.ts'
export { EmulatedNode } from './simulation/node/emulated-node.ts'
export { readNodeDump } from './simulation/node/node-dump.ts'
export type { NodeSync } from './simulation/node/node-mode.ts'
export { podBridgeName, uplinkName } from './simulation/node/node-network.ts'
export { type PacketTrace, tracePacket } from './simulation/packet-trace.ts'
export type { RunResult } from './simulation/results/run-result.ts'
export { readScenario } from './simulation/scenario/read-scenario.ts'
export type { Scenario } from './simulation/scenario/scenario.ts'
export { ScenarioRun, type ScenarioRunOptions } from './simulation/scenario/scenario-run.ts'
export { Traffic } from './simulation/traffic/traffic.ts'
export type { ClientPlan, LoadPlan } from './simulation/traffic/traffic-plan.ts'
export {
  defaultTrafficSettings,
  type TrafficSettings,
} from './simulation/traffic/traffic-settings.ts'
export { resolveSource, resolveTarget } from './simulation/traffic-targets.ts'
