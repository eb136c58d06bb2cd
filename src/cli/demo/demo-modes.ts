import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import { changeCluster } from '../../kubernetes/cluster/make-cluster.ts'
import { type ProxyConfiguration, type ProxyMode, proxyModes } from '../../proxy/configuration.ts'
import { selectNode } from '../../report/select-node.ts'
import { formatCount, formatTable } from '../../report/table.ts'
import { costOn } from '../../report/trace/trace-report.ts'
import { createSurroundings } from '../../simulation/exchange-surroundings.ts'
import { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import type { NodeMode } from '../../simulation/node/node-mode.ts'
import { podBridgeName, uplinkName } from '../../simulation/node/node-network.ts'
import { tracePacket } from '../../simulation/packet-trace.ts'
import { playConnections } from './demo-spread.ts'
import { type DemoTraffic, withAffinity } from './demo-traffic.ts'

/** What one mode does with the same objects and the same connections. */
interface ModeFigures {
  readonly mode: ProxyMode
  readonly rules: number
  readonly rulesVisited: number
  readonly kernelTimeUs: string
  /** Connections of the endpoint that got least, and of the one that got most. */
  readonly spread: string
  readonly kept: string
  readonly keptWithAffinity: string
}

/** Same objects, same 10,000 connections, each mode in turn. */
export function formatModes(
  cluster: Cluster,
  traffic: DemoTraffic,
  configurationOf: (mode: ProxyMode) => ProxyConfiguration,
  seed: number,
): string {
  const figures = proxyModes.map((mode) => measure(cluster, traffic, configurationOf(mode), seed))
  const row = (name: string, pick: (one: ModeFigures) => string) => [name, ...figures.map(pick)]
  return formatTable(
    [
      { header: 'MODE' },
      ...figures.map(({ mode }) => ({ header: mode.toUpperCase(), right: true })),
    ],
    [
      row('rules on the node', ({ rules }) => formatCount(rules)),
      row('rules visited by a first packet', ({ rulesVisited }) => formatCount(rulesVisited)),
      row('predicted kernel time', ({ kernelTimeUs }) => kernelTimeUs),
      row('connections an endpoint, least to most', ({ spread }) => spread),
      row('clients kept at one endpoint', ({ kept }) => kept),
      row('the same with ClientIP affinity', ({ keptWithAffinity }) => keptWithAffinity),
    ],
  )
}

/** Rules of all chains, by table. */
export function countRules(mode: NodeMode) {
  const tables =
    mode.mode === 'nftables'
      ? [...mode.engine.ruleset.tables.values()].filter(
          ({ family }) => family === (mode.family === 'IPv4' ? 'ip' : 'ip6'),
        )
      : mode.engine.tables()
  return tables.map(({ name, chains }) => ({
    table: name,
    chains: chains.size,
    rules: [...chains.values()].reduce((sum, { rules }) => sum + rules.length, 0),
  }))
}

export function freshNode(cluster: Cluster, configuration: ProxyConfiguration): EmulatedNode {
  const node = new EmulatedNode(selectNode(cluster, undefined), cluster.objects, { configuration })
  node.sync(0)
  return node
}

function measure(
  cluster: Cluster,
  traffic: DemoTraffic,
  configuration: ProxyConfiguration,
  seed: number,
): ModeFigures {
  const node = freshNode(cluster, configuration)
  const surroundings = createSurroundings(uplinkName, podBridgeName)
  const { exchange } = tracePacket(node.kernel, surroundings, traffic.request, 0, seed)
  const [mode] = node.modes
  const cost = mode === undefined ? undefined : costOn(mode, exchange)
  const plain = playConnections(freshNode(cluster, configuration), traffic, seed)
  const affine = changeCluster(cluster, [withAffinity(traffic.service)])
  const sticky = playConnections(freshNode(affine, configuration), traffic, seed)
  const counts = [...plain.byBackend.values()]
  const [prediction] = cost?.predictions ?? []
  const rules = node.modes.flatMap(countRules).reduce((sum, table) => sum + table.rules, 0)
  return {
    mode: configuration.mode,
    rules,
    rulesVisited: cost?.rulesVisited ?? 0,
    kernelTimeUs:
      prediction === undefined
        ? ''
        : `${prediction.addedUs.toFixed(2)} µs${prediction.coefficients.measured ? '' : ' (estimate)'}`,
    spread: `${formatCount(Math.min(...counts))} to ${formatCount(Math.max(...counts))}`,
    kept: `${plain.faithfulClients} of ${plain.clientCount}`,
    keptWithAffinity: `${sticky.faithfulClients} of ${sticky.clientCount}`,
  }
}
