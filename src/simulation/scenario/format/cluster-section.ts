import { z } from 'zod'
import { duration, name, period } from './quantities.ts'

export const nodesMax = 5_000

const span = (text: string) => duration.optional().describe(text)
const cycle = (text: string) => period.optional().describe(text)
const some = (text: string) => z.int().min(0).max(1_000_000).optional().describe(text)
const several = (text: string) => z.int().min(1).max(1_000).optional().describe(text)

const kubeProxySection = z.strictObject({
  config: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Fields of a KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1); not mode.'),
  watchLatency: span('From a change in the API to kube-proxy’s knowing of it. Default 10ms.'),
  watchJitter: span('Added to that, drawn from 0 up to this. Default 0s.'),
  syncDuration: span('How long a sync takes that changes something. Default 20ms.'),
  fullSyncDuration: span('How long a full sync takes. Default 100ms.'),
  restart: span('From a restart to the first sync. Default 2s.'),
})

const controllersSection = z.strictObject({
  workloadLag: span('Until a workload’s controller does something about a change. Default 50ms.'),
  scheduling: span('From a pod’s creation to its node. Default 20ms.'),
  endpointSliceLag: span('From a pod’s change to the slices that say so. Default 50ms.'),
  endpointUpdatesBatchPeriod: span(
    'kube-controller-manager --endpoint-updates-batch-period. Default 0s.',
  ),
})

const kubeletSection = z.strictObject({
  podStart: span('From a pod’s node to its running processes. Default 2s.'),
  warmUp: span('From running processes to listening ones. Default 0s.'),
  statusLag: span('Until the API knows what happened to a pod. Default 50ms.'),
  terminationLag: span('From a pod’s deletion until its kubelet begins to end it. Default 50ms.'),
  stopsListening: z
    .enum(['at-once', 'at-exit'])
    .optional()
    .describe(
      'When a process takes no more connections: at SIGTERM, or when it ends. Default at-once.',
    ),
  exitsAfter: z
    .union([z.literal('never'), duration], { error: 'expected a duration such as 1s, or never' })
    .optional()
    .describe('From SIGTERM to the processes’ end; never: SIGKILL ends them. Default 1s.'),
  onExit: z
    .enum(['fin', 'rst'])
    .optional()
    .describe('What open connections get when their process ends. Default fin.'),
})

const nodeLifecycleSection = z.strictObject({
  statusUpdatePeriod: cycle('How often a kubelet tells of itself. Default 10s.'),
  monitorPeriod: cycle('kube-controller-manager --node-monitor-period. Default 5s.'),
  monitorGracePeriod: span('kube-controller-manager --node-monitor-grace-period. Default 50s.'),
  toleration: span('How long pods tolerate an unreachable node. Default 5m.'),
})

const loadBalancerSection = z.strictObject({
  healthCheckPeriod: period.optional().describe('Default 8s.'),
  healthyThreshold: several('Good checks in a row until a node gets traffic. Default 1.'),
  unhealthyThreshold: several('Bad checks in a row until it gets none. Default 3.'),
  updateLag: span('From a judgement to the data path. Default 1s.'),
  keepsConnections: z
    .boolean()
    .optional()
    .describe('Connections stay on their node when the set of nodes changes. Default true.'),
})

const networkSection = z.strictObject({
  gonePods: z
    .enum(['host-unreachable', 'blackhole'])
    .optional()
    .describe(
      'What meets a packet to a pod that is gone. Default host-unreachable, as with a bridge.',
    ),
  hairpinMode: z
    .boolean()
    .optional()
    .describe('Bridges send a packet back by the port by which it came. Default true.'),
})

const hostsSection = z.strictObject({
  synRetries: some('net.ipv4.tcp_syn_retries of clients. Default 6.'),
  synLinearTimeouts: some(
    'net.ipv4.tcp_syn_linear_timeouts. Default 4, as since Linux 6.5; with a kernel before that 0.',
  ),
  dataRetries: some('net.ipv4.tcp_retries2. Default 15.'),
})

/** What a scenario may say of its cluster, beside its objects. */
export const clusterSection = z.strictObject({
  nodes: z
    .int()
    .min(1)
    .max(nodesMax)
    .optional()
    .describe('How many nodes are made where the objects hold none. Default 3.'),
  zones: z
    .array(name)
    .min(1)
    .max(64)
    .optional()
    .describe('Zones of made nodes, in turn: node-1 in the first, node-2 in the second …'),
  families: z
    .array(z.enum(['IPv4', 'IPv6']))
    .min(1)
    .max(2)
    .optional()
    .describe('For which kube-proxy works. Default: all that the nodes have.'),
  iptables: z
    .enum(['legacy', 'nft'])
    .optional()
    .describe('How the nodes’ iptables stores its rules. Default legacy.'),
  kernel: z
    .string()
    .regex(/^\d+\.\d+([.-].*)?$/, 'expected what uname -r says, such as 5.4 or 6.1.170')
    .optional()
    .describe('As uname -r has it on the nodes: IPVS and repeated SYNs follow it. Default 6.12.'),
  kubeProxy: kubeProxySection.optional().describe('Its configuration and its pace.'),
  controllers: controllersSection.optional().describe('The pace of controllers.'),
  kubelet: kubeletSection.optional().describe('How pods start and end.'),
  nodeLifecycle: nodeLifecycleSection.optional().describe('When a lost node is given up.'),
  loadBalancer: loadBalancerSection.optional().describe('The external load balancers.'),
  network: networkSection.optional().describe('What lies between nodes and pods.'),
  hosts: hostsSection.optional().describe('How the kernels of clients and servers behave.'),
  sysctls: z
    .record(z.string(), z.union([z.string(), z.number()]).transform(String))
    .optional()
    .describe('Of every node, after kube-proxy set its own: net.ipv4.vs.expire_nodest_conn: 0.'),
  toggles: z
    .array(z.string())
    .optional()
    .describe('Behaviours of other versions, by the change that ended them: kubernetes#127318.'),
})

export type ClusterSection = z.output<typeof clusterSection>
