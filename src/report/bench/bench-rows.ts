import { mean, quantileSorted } from 'simple-statistics'
import { machineClock } from '../../base/clock.ts'
import type { Visits } from '../../kernel/netfilter/visits.ts'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Node } from '../../kubernetes/objects/node.ts'
import type { ProxyConfiguration, ProxyMode } from '../../proxy/configuration.ts'
import type { Backend, CoefficientSet } from '../../simulation/cost/coefficients.ts'
import {
  fullLoadMs,
  partialLoadMs,
  type SyncSize,
  sizeOfSync,
} from '../../simulation/cost/load-time.ts'
import {
  type ConnectionTarget,
  visitsOfConnections,
} from '../../simulation/cost/new-connections.ts'
import { addedFirstUs, predictFirstPacket } from '../../simulation/cost/predict.ts'
import { noRules, type RuleSetSize, sizeOfRuleSet } from '../../simulation/cost/priced-counts.ts'
import type { TargetPosition } from '../../simulation/cost/target-position.ts'
import { WritingProxy } from '../../simulation/cost/writing-proxy.ts'
import { EmulatedNode } from '../../simulation/node/emulated-node.ts'

/** A cluster as a bench sees it. */
export interface BenchCluster {
  readonly services: number
  /** Of each Service, on average. */
  readonly endpoints: number
  readonly node: Node
  readonly objects: readonly KubernetesObject[]
  /** In kube-proxy's order. */
  readonly targets: readonly ConnectionTarget[]
  /** One Service more, with its slice: what a partial sync writes. */
  readonly oneMore: readonly KubernetesObject[]
}

export interface BenchSettings {
  readonly configurationOf: (mode: ProxyMode) => ProxyConfiguration
  readonly coefficients: CoefficientSet
  readonly positions: readonly TargetPosition[]
  readonly connections: number
  readonly seed: number
  /** Requests a second, and requests that one connection carries. */
  readonly rate: number
  readonly keepalive: number
}

/** One backend at one size. Times in the unit that their names say, all of them predictions for a real kernel but `textMs`. */
export interface BenchRow {
  readonly services: number
  readonly endpoints: number
  readonly backend: Backend
  readonly position: TargetPosition
  /** False: predictions of this row are estimates. */
  readonly measured: boolean
  readonly rulesP50: number
  readonly rulesP99: number
  readonly firstP50Us: number
  readonly firstP99Us: number
  /** The sum for the median connection. */
  readonly formula: string
  readonly laterUs: number
  readonly cpuCores: number
  readonly rules: number
  readonly lines: number
  readonly bytes: number
  readonly calls: number
  /** What the emulated kube-proxy itself took for its first sync's text, on this machine. */
  readonly textMs: number
  readonly fullLoadMs: number
  readonly partialLines: number
  readonly partialLoadMs: number
  /** Of the emulated node, on this machine. */
  readonly memoryMb: number
}

const backendsOf: Readonly<Record<ProxyMode, readonly Backend[]>> = {
  iptables: ['iptables-legacy', 'iptables-nft'],
  ipvs: ['ipvs'],
  nftables: ['nftables'],
}

/** Packets of a TCP connection beside the first: handshake and ending, and two for each request. */
const packetsBeside = 6
const packetsPerRequest = 2

/** What one mode does with a cluster: a row for each of its backends and each position. */
export function benchMode(
  mode: ProxyMode,
  cluster: BenchCluster,
  settings: BenchSettings,
): BenchRow[] {
  const written = writeSyncs(cluster, settings.configurationOf(mode))
  const before = heapBytes()
  const node = new EmulatedNode(cluster.node, cluster.objects, {
    configuration: settings.configurationOf(mode),
    families: ['IPv4'],
  })
  node.sync(0)
  const memoryMb = (heapBytes() - before) / 1e6
  const { rules, size } = rulesOf(node)
  return settings.positions.flatMap((position) => {
    const all = visitsOfConnections(node.kernel, cluster.targets, {
      position,
      count: settings.connections,
      seed: settings.seed,
    })
    return backendsOf[mode].map((backend) => ({
      services: cluster.services,
      endpoints: cluster.endpoints,
      backend,
      position,
      ...predictions(all, size, backend, settings),
      rules,
      ...written.figuresOf(backend),
      memoryMb,
    }))
  })
}

function predictions(
  all: readonly Visits[],
  size: RuleSetSize,
  backend: Backend,
  { coefficients, rate, keepalive }: BenchSettings,
) {
  const own = coefficients[backend]
  const byCost = all
    .map((visits) => ({ visits, us: addedFirstUs(visits, size, own) }))
    .sort((a, b) => a.us - b.us)
  const costs = byCost.map(({ us }) => us)
  const rules = all.map((visits) => visits.rules + visits.nftRules).sort((a, b) => a - b)
  const middle = byCost[byCost.length >> 1]
  const laterPackets = packetsBeside + packetsPerRequest * keepalive
  const connectionUs = mean(costs) + laterPackets * own.establishedUs
  return {
    measured: own.measured,
    rulesP50: quantileSorted(rules, 0.5),
    rulesP99: quantileSorted(rules, 0.99),
    firstP50Us: quantileSorted(costs, 0.5),
    firstP99Us: quantileSorted(costs, 0.99),
    formula: middle === undefined ? '' : predictFirstPacket(middle.visits, size, own).formula,
    laterUs: own.establishedUs,
    cpuCores: ((rate / keepalive) * connectionUs) / 1e6,
  }
}

/** What kube-proxy writes first, and when one Service is added. */
function writeSyncs({ node, objects, oneMore }: BenchCluster, configuration: ProxyConfiguration) {
  const start = machineClock.nowMs()
  const proxy = new WritingProxy(node, configuration)
  proxy.observe(objects)
  const first = proxy.sync(0)
  const textMs = machineClock.nowMs() - start
  const full = sizeOfSync(first)
  proxy.observe(oneMore)
  const partial = sizeOfSync(proxy.sync(1))
  return {
    figuresOf: (backend: Backend) => ({
      lines: full.lines,
      bytes: full.bytes,
      calls: full.calls,
      textMs,
      fullLoadMs: fullLoadMs(backend, full),
      ...partialFigures(backend, full, partial),
    }),
  }
}

function partialFigures(backend: Backend, full: SyncSize, partial: SyncSize) {
  return { partialLines: partial.lines, partialLoadMs: partialLoadMs(backend, full, partial) }
}

function rulesOf({ modes }: EmulatedNode): { readonly rules: number; readonly size: RuleSetSize } {
  const [mode] = modes
  if (mode === undefined) return { rules: 0, size: noRules }
  const tables =
    mode.mode === 'nftables' ? [...mode.engine.ruleset.tables.values()] : mode.engine.tables()
  const rules = tables
    .flatMap(({ chains }) => [...chains.values()])
    .reduce((sum, chain) => sum + chain.rules.length, 0)
  return { rules, size: mode.mode === 'nftables' ? noRules : sizeOfRuleSet(mode.engine) }
}

function heapBytes(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
