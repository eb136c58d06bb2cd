import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../../proxy/configuration.ts'
import { defaultProxyConfiguration } from '../../proxy/configuration.ts'
import { noToggles, type Toggles } from '../../proxy/toggles.ts'

/** How a cluster behaves in time: lags, periods and thresholds. Milliseconds. */
export interface ClusterSettings {
  /** What every kube-proxy is started with, the mode included. */
  readonly configuration: ProxyConfiguration
  /** IPv4 first; undefined: all that the nodes have. */
  readonly families?: readonly Family[]
  /** How the nodes' iptables stores its rules; default legacy. */
  readonly iptablesBackend?: 'legacy' | 'nft'
  /** As `uname -r` has it on the nodes; default 6.12. What IPVS does depends on it. */
  readonly kernelRelease?: string
  readonly kubeProxy: KubeProxySettings
  readonly controllers: ControllerSettings
  readonly kubelet: KubeletSettings
  readonly nodeLifecycle: NodeLifecycleSettings
  readonly loadBalancer: LoadBalancerSettings
  /**
   * In a cluster of more nodes than these, a node's kernel and rules are made when they are first asked for;
   * until then its syncs tell no lines and bytes.
   */
  readonly eagerNodesMax: number
  /** Behaviours of another version than the emulated one. Default: none. */
  readonly toggles: Toggles
}

export interface KubeProxySettings {
  /** From the API server's change to kube-proxy's knowing of it. */
  readonly watchLatencyMs: number
  /** Added to the latency, evenly drawn from 0 up to this for each node and event; order is kept. */
  readonly watchJitterMs: number
  /** How long a sync that changes something keeps the sync loop busy; its rules stand at the end. */
  readonly syncDurationMs: number
  /** The same of a full sync. */
  readonly fullSyncDurationMs: number
  /** From a restart to the new kube-proxy's first sync. */
  readonly restartMs: number
}

export interface ControllerSettings {
  /** From a change to what the Deployment, ReplicaSet, StatefulSet or DaemonSet controller does about it. */
  readonly workloadLagMs: number
  /** From a Pod's creation to its being bound to a node. */
  readonly schedulingMs: number
  /** From a Pod's, Node's or Service's change to the slices that say so. */
  readonly endpointSliceLagMs: number
  /**
   * kube-controller-manager --endpoint-updates-batch-period: changes of Pods within it make one update of
   * the slices (default 0).
   */
  readonly endpointUpdatesBatchPeriodMs: number
}

export interface KubeletSettings {
  /** From being bound to a node until a Pod's processes run (sandbox, network, container). */
  readonly podStartMs: number
  /** The processes' own time until they listen, and answer a readiness probe. */
  readonly warmUpMs: number
  /** From a container's end until its kubelet notices and starts it anew (pleg relists every second). */
  readonly noticeMs: number
  /** From what happens to a Pod until the API server knows it. */
  readonly statusLagMs: number
  /** From a Pod's deletion in the API until its kubelet begins to end it. */
  readonly terminationLagMs: number
  readonly onSigterm: {
    /** `at-once`: it takes no new connection from SIGTERM on; `at-exit`: until it ends. */
    readonly stopsListening: 'at-once' | 'at-exit'
    /** How long after SIGTERM the processes end by themselves; `never`: SIGKILL ends them. */
    readonly exitsAfterMs: number | 'never'
  }
  /** What open connections get when their process ends. */
  readonly onExit: 'fin' | 'rst'
}

export interface NodeLifecycleSettings {
  /** A lost node's kubelet last told of itself at most this long before (node-status-update-frequency). */
  readonly statusUpdatePeriodMs: number
  /** kube-controller-manager --node-monitor-period. */
  readonly monitorPeriodMs: number
  /** kube-controller-manager --node-monitor-grace-period. */
  readonly monitorGracePeriodMs: number
  /** How long Pods that say nothing tolerate an unreachable or not-ready node. */
  readonly tolerationMs: number
}

export interface LoadBalancerSettings {
  readonly healthCheckPeriodMs: number
  /** So many checks in a row must pass before a node gets traffic. */
  readonly healthyThreshold: number
  /** So many checks in a row must fail before a node gets none. */
  readonly unhealthyThreshold: number
  /** From the health checks' judgement to the data path, and from a new node or Service to its checks. */
  readonly updateLagMs: number
}

export const defaultClusterSettings: ClusterSettings = {
  configuration: defaultProxyConfiguration,
  kubeProxy: {
    watchLatencyMs: 10,
    watchJitterMs: 0,
    syncDurationMs: 20,
    fullSyncDurationMs: 100,
    restartMs: 2_000,
  },
  controllers: {
    workloadLagMs: 50,
    schedulingMs: 20,
    endpointSliceLagMs: 50,
    endpointUpdatesBatchPeriodMs: 0,
  },
  kubelet: {
    podStartMs: 2_000,
    warmUpMs: 0,
    noticeMs: 1_000,
    statusLagMs: 50,
    terminationLagMs: 50,
    onSigterm: { stopsListening: 'at-once', exitsAfterMs: 1_000 },
    onExit: 'fin',
  },
  nodeLifecycle: {
    // pkg/kubelet/apis/config/v1beta1 defaults.go: nodeStatusUpdateFrequency; leases are renewed as often.
    statusUpdatePeriodMs: 10_000,
    // pkg/controller/nodelifecycle/config/v1alpha1/defaults.go and cmd/kube-controller-manager; 40 s before 1.32.
    monitorPeriodMs: 5_000,
    monitorGracePeriodMs: 50_000,
    // plugin/pkg/admission/defaulttolerationseconds.
    tolerationMs: 300_000,
  },
  // cloud-provider-gcp gce_loadbalancer_internal.go: gceHcCheckIntervalSeconds and thresholds.
  loadBalancer: {
    healthCheckPeriodMs: 8_000,
    healthyThreshold: 1,
    unhealthyThreshold: 3,
    updateLagMs: 1_000,
  },
  eagerNodesMax: 16,
  toggles: noToggles,
}
