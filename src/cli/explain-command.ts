import { explainOnNode } from '../report/explain/explain.ts'
import { selectNode } from '../report/select-node.ts'
import { AddressBook } from '../simulation/address-book.ts'
import { EmulatedNode } from '../simulation/node/emulated-node.ts'
import { type ClusterArguments, clusterFromFiles } from './cluster-input.ts'
import type { CommandIo } from './command-io.ts'
import { type ProxyArguments, readProxyOptions } from './proxy-options.ts'
import { warnOfRefusals } from './refusals.ts'

export interface ExplainArguments extends ClusterArguments, ProxyArguments {
  readonly name: string
  readonly node?: string
  readonly namespace: string
}

/** `kpe explain NAME`: what a chain, Service, endpoint or pod is on a node, and why. @throws UserError */
export async function explain(options: ExplainArguments, io: CommandIo): Promise<number> {
  const { configuration, nodeName, families } = readProxyOptions(options, io)
  const cluster = clusterFromFiles(options, io)
  const node = new EmulatedNode(selectNode(cluster, options.node ?? nodeName), cluster.objects, {
    configuration,
    ...(families === undefined ? {} : { families }),
  })
  node.sync(0)
  warnOfRefusals(node, io)
  io.out(explainOnNode(node, options, AddressBook.of(cluster.objects)).join('\n'))
  return 0
}
