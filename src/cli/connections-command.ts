import { type ConnectionTable, tableAfter } from '../report/played-connections.ts'
import { selectNode } from '../report/select-node.ts'
import { EmulatedNode } from '../simulation/node/emulated-node.ts'
import { type ClusterArguments, clusterFromFiles } from './cluster-input.ts'
import type { CommandIo } from './command-io.ts'
import { type ProxyArguments, readProxyOptions } from './proxy-options.ts'
import { warnOfRefusals } from './refusals.ts'
import { readTextFile } from './text-file.ts'

export interface ConnectionsArguments extends ClusterArguments, ProxyArguments {
  /** One connection a line: `FROM TO [PROTOCOL] [SECONDS]`. */
  readonly play: string
  readonly node?: string
  readonly namespace: string
  readonly seed: number
  readonly output: ConnectionTable
}

/** `kpe connections`: a node's tables after a list of connections was played. @throws UserError */
export async function connections(options: ConnectionsArguments, io: CommandIo): Promise<number> {
  const { configuration, nodeName, families } = readProxyOptions(options, io)
  const cluster = clusterFromFiles(options, io)
  const node = new EmulatedNode(selectNode(cluster, options.node ?? nodeName), cluster.objects, {
    configuration,
  })
  node.sync(0)
  warnOfRefusals(node, io)
  const scope = { objects: cluster.objects, namespace: options.namespace, family: families?.[0] }
  io.out(tableAfter(readTextFile(options.play), node, scope, options))
  return 0
}
