import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { Timeline } from '../../../src/base/timeline.ts'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import type { KubernetesObject } from '../../../src/kubernetes/objects/kubernetes-object.ts'
import { type Address, parseAddress } from '../../../src/packet/address.ts'
import { defaultProxyConfiguration, type ProxyMode } from '../../../src/proxy/configuration.ts'
import type { LivingNode } from '../../../src/simulation/cluster/living-node.ts'
import type { LivingPod, PodEnd, PodLifeState } from '../../../src/simulation/cluster/living-pod.ts'
import { ClusterNetwork } from '../../../src/simulation/network/cluster-network.ts'
import type { NetworkSettings } from '../../../src/simulation/network/network-settings.ts'
import { defaultNetworkSettings } from '../../../src/simulation/network/network-settings.ts'
import type { NetworkView } from '../../../src/simulation/network/network-view.ts'
import { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'

/** A pod that tests start, change and end by hand. It listens on every port until told otherwise. */
export class HandledPod implements LivingPod {
  readonly name: string
  readonly node: string
  readonly addresses: readonly Address[]
  readonly hostNetwork = false
  state: PodLifeState = 'running'
  isReady = true
  isListening = true
  #listeners: ((how: PodEnd) => void)[] = []

  constructor(name: string, node: string, addresses: readonly Address[]) {
    this.name = name
    this.node = node
    this.addresses = addresses
  }

  listens(_protocol: number, port: number): boolean {
    return this.isListening && port !== 9
  }

  onEnd(listener: (how: PodEnd) => void): void {
    this.#listeners.push(listener)
  }

  end(how: PodEnd): void {
    this.state = 'gone'
    for (const listener of this.#listeners) listener(how)
    this.#listeners = []
  }
}

/** A cluster that nothing happens in by itself. */
export class SmallCluster implements NetworkView {
  readonly objects: readonly KubernetesObject[]
  readonly nodes: ReadonlyMap<string, LivingNode & { isLost: boolean }>
  readonly pods: readonly HandledPod[]
  balancedTo: readonly string[]

  constructor(objects: readonly KubernetesObject[], mode: ProxyMode) {
    this.objects = objects
    const configuration = {
      ...defaultProxyConfiguration,
      mode,
      clusterCidrs: ['10.244.0.0/16'],
    }
    this.nodes = new Map(
      objects
        .filter((object) => object.kind === 'Node')
        .map((node) => {
          const emulated = new EmulatedNode(node, objects, { configuration })
          emulated.sync(0)
          const { name } = node.metadata
          return [name, { name, isLost: false, emulated }]
        }),
    )
    this.pods = objects
      .filter((object) => object.kind === 'Pod')
      .map(({ metadata, spec, status }) => {
        const addresses = status.podIPs.map(({ ip }) => parseAddress(ip))
        return new HandledPod(
          `${metadata.namespace}/${metadata.name}`,
          spec.nodeName ?? '',
          addresses,
        )
      })
    this.balancedTo = [...this.nodes.keys()]
  }

  podAt(address: Address): HandledPod | undefined {
    return this.pods.find((pod) => pod.state !== 'gone' && pod.addresses.includes(address))
  }

  podNamed(name: string): HandledPod | undefined {
    return this.pods.find((pod) => pod.name === name)
  }

  loadBalancerNodes(): readonly string[] {
    return this.balancedTo
  }
}

/** Service `web` (10.96.0.10:80, node port 30080, load balancer 198.51.100.7) with two pods on node-2, and a client pod on each of three nodes. */
export function webObjects(
  spec: Readonly<Record<string, unknown>> = {},
): readonly KubernetesObject[] {
  const pod = (name: string, nodeName: string, ip: string, app: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app } },
    spec: { nodeName, containers: [{ name: 'main', image: 'main' }] },
    status: { podIP: ip, podIPs: [{ ip }] },
  })
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.10',
      clusterIPs: ['10.96.0.10'],
      selector: { app: 'web' },
      ports: [
        { name: 'http', port: 80, targetPort: 8080, nodePort: 30_080, protocol: 'TCP' },
        { name: 'dns', port: 53, targetPort: 5353, nodePort: 30_053, protocol: 'UDP' },
        { name: 'sctp', port: 90, targetPort: 9090, nodePort: 30_090, protocol: 'SCTP' },
      ],
      ...spec,
    },
    status: { loadBalancer: { ingress: [{ ip: '198.51.100.7' }] } },
  }
  const items = [
    ...[1, 2, 3].map((n) => pod(`client-${n}`, `node-${n}`, `10.244.${n}.20`, 'client')),
    pod('web-0', 'node-2', '10.244.2.30', 'web'),
    pod('web-1', 'node-2', '10.244.2.31', 'web'),
    service,
  ]
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  const known = read.get(text)
  if (known !== undefined) return known
  const { objects } = readCluster([{ file: 'cluster', text }], { nodeCount: 3 })
  read.set(text, objects)
  return objects
}

/** Reading takes longer than most tests do. */
const read = new Map<string, readonly KubernetesObject[]>()

export interface SmallWorld {
  readonly cluster: SmallCluster
  readonly timeline: Timeline
  readonly network: ClusterNetwork
}

export function smallWorld(
  mode: ProxyMode,
  settings: Partial<NetworkSettings> = {},
  spec: Readonly<Record<string, unknown>> = {},
): SmallWorld {
  const cluster = new SmallCluster(webObjects(spec), mode)
  const timeline = new Timeline()
  const chance = createSeededChance(1)
  const network = new ClusterNetwork(cluster, timeline, chance, {
    ...defaultNetworkSettings,
    ...settings,
  })
  return { cluster, timeline, network }
}

/** `default/client-1` as a station. */
export function podStation({ cluster }: Pick<SmallWorld, 'cluster'>, name: string) {
  const pod = cluster.podNamed(`default/${name}`)
  if (pod === undefined) throw new Error(`no pod ${name}`)
  return { kind: 'pod', pod } as const
}
