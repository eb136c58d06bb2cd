import assert from 'node:assert/strict'
import { createSeededChance } from '../src/base/seeded-chance.ts'
import { Timeline } from '../src/base/timeline.ts'
import { readCluster } from '../src/kubernetes/cluster/read-cluster.ts'
import type { KubernetesObject } from '../src/kubernetes/objects/kubernetes-object.ts'
import { type Address, parseAddress } from '../src/packet/address.ts'
import {
  defaultProxyConfiguration,
  type ProxyMode,
  proxyModes,
} from '../src/proxy/configuration.ts'
import type { LivingNode } from '../src/simulation/cluster/living-node.ts'
import type { LivingPod } from '../src/simulation/cluster/living-pod.ts'
import { EventStream } from '../src/simulation/events/event-stream.ts'
import { ClusterNetwork } from '../src/simulation/network/cluster-network.ts'
import type { NetworkView } from '../src/simulation/network/network-view.ts'
import { EmulatedNode } from '../src/simulation/node/emulated-node.ts'
import { Traffic } from '../src/simulation/traffic/traffic.ts'
import type { ClientPlan, LoadPlan } from '../src/simulation/traffic/traffic-plan.ts'

/**
 * Connections of eight packets (handshake, request, answer, close) through three nodes, from 90 pods on all of them to
 * 20 Services with 10 endpoints each. They come at a rate at which the nodes' connection tables (131,072 entries, as
 * kube-proxy sets them on two cores, and 120 s of TIME_WAIT) do not fill up.
 */
const seed = 1
const connections = Number(process.argv[2] ?? 1_000_000)
const modes = process.argv[3] === undefined ? proxyModes : [process.argv[3] as ProxyMode]
const perSecond = 1_000
const serviceCount = 20
const endpointCount = 10

class StillPod implements LivingPod {
  readonly name: string
  readonly node: string
  readonly addresses: readonly Address[]
  readonly hostNetwork = false
  readonly state = 'running'
  readonly isReady = true

  constructor(name: string, node: string, addresses: readonly Address[]) {
    this.name = name
    this.node = node
    this.addresses = addresses
  }

  listens(): boolean {
    return true
  }

  onEnd(): void {}
}

/** A cluster that nothing happens in. */
function stillCluster(objects: readonly KubernetesObject[], mode: ProxyMode): NetworkView {
  const configuration = { ...defaultProxyConfiguration, mode, clusterCidrs: ['10.244.0.0/16'] }
  const nodes = new Map<string, LivingNode>()
  for (const node of objects) {
    if (node.kind !== 'Node') continue
    const { name } = node.metadata
    const emulated = new EmulatedNode(node, objects, { configuration, families: ['IPv4'] })
    emulated.sync(0)
    nodes.set(name, { name, isLost: false, emulated })
  }
  const pods = new Map<Address, LivingPod>()
  for (const pod of objects) {
    if (pod.kind !== 'Pod') continue
    const addresses = pod.status.podIPs.map(({ ip }) => parseAddress(ip))
    const living = new StillPod(pod.metadata.name, pod.spec.nodeName ?? '', addresses)
    for (const address of addresses) pods.set(address, living)
  }
  return {
    objects,
    nodes,
    podAt: (address) => pods.get(address),
    podNamed: () => undefined,
    loadBalancerNodes: () => [...nodes.keys()],
  }
}

function objectsOf(): readonly KubernetesObject[] {
  const items = Array.from({ length: serviceCount }, (_, n) => [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `web-${n}`, namespace: 'default' },
      spec: { selector: { app: `web-${n}` }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `web-${n}`, namespace: 'default' },
      spec: {
        replicas: endpointCount,
        selector: { matchLabels: { app: `web-${n}` } },
        template: {
          metadata: { labels: { app: `web-${n}` } },
          spec: { containers: [{ name: 'main', image: 'main' }] },
        },
      },
    },
  ]).flat()
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  return readCluster([{ file: 'cluster', text }], { nodeCount: 3 }).objects
}

function plansOf(cluster: NetworkView): { plans: LoadPlan[]; clients: ClientPlan[] } {
  const nodes = [...cluster.nodes.keys()]
  const clients = nodes.map(
    (node): ClientPlan => ({
      name: `on ${node}`,
      place: { kind: 'on-node', node, network: 'pod', count: 30 },
    }),
  )
  const pairs = nodes.flatMap((node) =>
    Array.from({ length: serviceCount }, (_, service) => ({ node, service })),
  )
  const plans = pairs.map(
    ({ node, service }, index): LoadPlan => ({
      kind: 'load',
      name: `${node} to web-${service}`,
      client: `on ${node}`,
      to: { kind: 'service', service: `default/web-${service}`, port: 80 },
      load: {
        kind: 'open',
        perSecond: perSecond / pairs.length,
        arrivals: 'poisson',
        connectionsMax: Math.floor((connections + pairs.length - 1 - index) / pairs.length),
      },
      talk: {
        kind: 'tcp',
        requests: 1,
        thinkMs: 0,
        serverMs: 0,
        timeoutMs: 5_000,
        close: 'client',
      },
      startMs: 0,
      stopMs: undefined,
    }),
  )
  return { plans, clients }
}

function replay(mode: ProxyMode): string {
  const cluster = stillCluster(objectsOf(), mode)
  const timeline = new Timeline()
  const chance = createSeededChance(seed)
  const network = new ClusterNetwork(cluster, timeline, chance)
  const { plans, clients } = plansOf(cluster)
  const events = new EventStream()
  const traffic = new Traffic(plans, clients, network, cluster, timeline, events, chance)
  traffic.start()
  const start = performance.now()
  timeline.runTo((connections / perSecond) * 1_500)
  const seconds = (performance.now() - start) / 1_000
  let completed = 0
  for (const counts of traffic.counts.values()) completed += counts.completed
  assert.equal(completed, connections)
  assert.equal(network.counts.sent, 8 * connections)
  assert.equal(network.counts.arrived, 8 * connections)
  const microseconds = (seconds * 1_000_000) / connections
  const megabytes = process.memoryUsage().rss / 1e6
  return `| ${mode} | ${seconds.toFixed(1)} | ${microseconds.toFixed(2)} | ${megabytes.toFixed(0)} |`
}

console.log(
  `${connections} connections of 8 packets through 3 nodes, ${serviceCount} Services × ${endpointCount} endpoints, seed ${seed}:\n`,
)
console.log('| mode | s (target 12, stretch 5 for 1,000,000) | µs a connection | MB (target 400) |')
console.log('|---|--:|--:|--:|')
for (const mode of modes) console.log(replay(mode))
