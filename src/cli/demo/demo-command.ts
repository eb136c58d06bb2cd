import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cluster } from '../../kubernetes/cluster/make-cluster.ts'
import { changeCluster } from '../../kubernetes/cluster/make-cluster.ts'
import type { ProxyConfiguration, ProxyMode } from '../../proxy/configuration.ts'
import { formatCount, formatTable } from '../../report/table.ts'
import { traceOnNode } from '../../report/trace/node-trace.ts'
import { formatTraceText } from '../../report/trace/trace-text.ts'
import { AddressBook } from '../../simulation/address-book.ts'
import type { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import { type ClusterArguments, clusterFromFiles } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'
import { type ProxyArguments, readProxyOptions } from '../proxy-options.ts'
import { countRules, formatModes, freshNode } from './demo-modes.ts'
import { formatSpread, playConnections } from './demo-spread.ts'
import { chooseTraffic, type DemoTraffic, withAffinity } from './demo-traffic.ts'

export interface DemoArguments extends ClusterArguments, ProxyArguments {
  readonly seed: number
}

/** The main job, on the example shop or the user's own manifests. @throws UserError */
export async function demo(options: DemoArguments, io: CommandIo): Promise<number> {
  const shop = exampleFolder()
  const filename = options.filename.length > 0 ? options.filename : [shop]
  const { configuration } = readProxyOptions(options, io)
  const cluster = clusterFromFiles({ ...options, filename }, io)
  const node = freshNode(cluster, configuration)
  const parts = [describeCluster(cluster, configuration, filename), formatRuleCounts(node)]
  const traffic = chooseTraffic(cluster, node)
  if (traffic === undefined)
    parts.push('No Service here has a cluster IP and ready endpoints: there is nothing to trace.\n')
  else parts.push(...showTraffic(cluster, node, traffic, configuration, options, io))
  parts.push(formatNext(filename, traffic))
  io.out(parts.join('\n'))
  return 0
}

function showTraffic(
  cluster: Cluster,
  node: EmulatedNode,
  traffic: DemoTraffic,
  configuration: ProxyConfiguration,
  options: DemoArguments,
  io: CommandIo,
): string[] {
  const { seed } = options
  const { bold } = io.colors
  const traced = `${bold('ONE PACKET')}  from ${traffic.sourceName} to ${traffic.targetName}\n\n${traceText(cluster, node, traffic, seed, io)}`
  const even = playConnections(freshNode(cluster, configuration), traffic, seed)
  const affine = changeCluster(cluster, [withAffinity(traffic.service)])
  const sticky = playConnections(freshNode(affine, configuration), traffic, seed)
  const configurationOf = (mode: ProxyMode) =>
    readProxyOptions({ ...options, mode }, { ...io, err: () => {} }).configuration
  return [
    traced,
    `${bold('10,000 NEW CONNECTIONS')}  to ${traffic.targetName}, from 47 pods in turn\n${formatSpread(even, cluster)}`,
    `${bold('THE SAME WITH sessionAffinity: ClientIP')}\n${formatSpread(sticky, affine)}`,
    `${bold('THREE MODES SIDE BY SIDE')}  the same objects, the same connections\n${formatModes(cluster, traffic, configurationOf, options.seed)}`,
  ]
}

function traceText(
  { objects }: Cluster,
  node: EmulatedNode,
  { request }: DemoTraffic,
  seed: number,
  io: CommandIo,
): string {
  const report = traceOnNode(node, request, { nowMs: 0, seed, book: AddressBook.of(objects) })
  return formatTraceText(report, { all: false, colors: io.colors })
}

function describeCluster(
  { objects }: Cluster,
  { mode }: ProxyConfiguration,
  filename: readonly string[],
): string {
  const count = (kind: string) => formatCount(objects.filter((one) => one.kind === kind).length)
  const endpoints = objects.reduce(
    (sum, one) => sum + (one.kind === 'EndpointSlice' ? one.endpoints.length : 0),
    0,
  )
  return `${filename.map(shortPath).join(', ')}: ${count('Node')} nodes, ${count('Service')} Services, ${count('Pod')} pods, ${formatCount(endpoints)} endpoints; kube-proxy in ${mode} mode\n`
}

function formatRuleCounts(node: EmulatedNode): string {
  const rows = node.modes.flatMap((mode) =>
    countRules(mode).map(({ table, chains, rules }) => [
      mode.family,
      table,
      formatCount(chains),
      formatCount(rules),
    ]),
  )
  const columns = [
    { header: `RULES ON ${node.node.metadata.name}` },
    { header: 'TABLE' },
    { header: 'CHAINS', right: true },
    { header: 'RULES', right: true },
  ]
  return formatTable(columns, rows)
}

function formatNext(filename: readonly string[], traffic: DemoTraffic | undefined): string {
  const files = filename.map((name) => `-f ${shortPath(name)}`).join(' ')
  const lines = [
    `./kpe rules ${files} -o save`,
    traffic === undefined
      ? `./kpe objects ${files} -o wide`
      : `./kpe trace ${files} --from ${traffic.sourceName} --to ${traffic.targetName} --mode nftables`,
    traffic === undefined ? './kpe --help' : `./kpe explain ${files} ${traffic.serviceName}`,
  ]
  return `TRY NEXT\n${lines.map((line) => `  ${line}\n`).join('')}`
}

/** The shop stands beside src/ and dist/, which is two or three folders up, as the code was built. */
function exampleFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const folders = [join(here, '..', '..'), join(here, '..', '..', '..')]
  const found = folders
    .map((folder) => join(folder, 'examples', 'shop'))
    .find((folder) => existsSync(folder))
  return found ?? join('examples', 'shop')
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}
