import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import type { Cluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import type { Family } from '../../../src/packet/address.ts'
import { protocolNumber } from '../../../src/packet/protocol.ts'
import type { ProxyMode } from '../../../src/proxy/configuration.ts'
import { readConfiguration } from '../../../src/proxy/configuration-file.ts'
import {
  type Exchange,
  type ExchangeRequest,
  runExchange,
} from '../../../src/simulation/exchange.ts'
import { createSurroundings } from '../../../src/simulation/exchange-surroundings.ts'
import { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import { podBridgeName, uplinkName } from '../../../src/simulation/node/node-network.ts'
import { baseObjects } from '../../conformance/cluster-objects.ts'
import { end } from '../../kernel/packets.ts'

/** The conformance questions' two dual-stack nodes, and what is added to them. */
export function clusterWith(...objects: readonly unknown[]): Cluster {
  const items = [...baseObjects, ...objects]
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  return readCluster([{ file: 'cluster', text }])
}

export interface SmallNodeOptions {
  /** Fields of a KubeProxyConfiguration. */
  readonly configuration?: Readonly<Record<string, unknown>>
  readonly families?: readonly Family[]
}

/** worker-1 of a cluster, not yet synced. */
export function workerOf(
  cluster: Cluster,
  mode: ProxyMode,
  { configuration: fields = {}, families }: SmallNodeOptions = {},
): EmulatedNode {
  const node = cluster.objects.find((object) => object.kind === 'Node')
  if (node?.kind !== 'Node') throw new Error('the cluster has no node')
  const { configuration } = readConfiguration({
    file: 'configuration',
    text: JSON.stringify({
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode,
      clusterCIDR: '10.244.0.0/16,fd00:10:244::/48',
      ...fields,
    }),
  })
  const options = families === undefined ? { configuration } : { configuration, families }
  return new EmulatedNode(node, cluster.objects, options)
}

/** worker-1 of a cluster with these objects, after its first sync. */
export function syncedWorker(mode: ProxyMode, ...objects: readonly unknown[]): EmulatedNode {
  const node = workerOf(clusterWith(...objects), mode)
  node.sync(0)
  return node
}

export const surroundings = createSurroundings(uplinkName, podBridgeName)

/** Ends as `10.0.0.1:80` or `[fd00::1]:80`. */
export function requestBetween(
  from: ExchangeRequest['from'],
  source: string,
  destination: string,
  protocol: keyof typeof protocolNumber = 'tcp',
): ExchangeRequest {
  return {
    from,
    protocol: protocolNumber[protocol],
    source: end(source),
    destination: end(destination),
  }
}

/** Sends a request through a node. */
export function exchangeOn(
  node: EmulatedNode,
  request: ExchangeRequest,
  { seed = 1, nowMs = 0 } = {},
): Exchange {
  const moment = { nowMs, chance: createSeededChance(seed) }
  return runExchange(node.kernel, surroundings, request, moment)
}
