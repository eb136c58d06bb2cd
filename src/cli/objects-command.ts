import { UserError } from '../base/user-error.ts'
import { nodesMax } from '../kubernetes/cluster/made-nodes.ts'
import type { ClusterOptions } from '../kubernetes/cluster/make-cluster.ts'
import { readCluster } from '../kubernetes/cluster/read-cluster.ts'
import { formatJson, formatYaml, toListManifest } from '../kubernetes/printing/manifest.ts'
import type { SourceText } from '../kubernetes/reading/source-text.ts'
import { formatObjectTables } from './object-tables.ts'

export const objectsOutputs = ['yaml', 'json', 'wide'] as const
export type ObjectsOutput = (typeof objectsOutputs)[number]

export interface ObjectsArguments {
  readonly output: ObjectsOutput
  /** `--nodes N`: how many Nodes to make where the input has none. */
  readonly nodes?: number
}

export interface PrintedObjects {
  readonly text: string
  /** One line each, for stderr. */
  readonly notes: readonly string[]
}

/**
 * `kpe objects`: what a cluster would make of these manifests.
 * @throws UserError
 */
export function printObjects(
  sources: readonly SourceText[],
  { output, nodes }: ObjectsArguments,
): PrintedObjects {
  const { objects, notes } = readCluster(sources, nodeOptions(nodes))
  if (output === 'wide') return { text: formatObjectTables(objects), notes }
  const list = toListManifest(objects)
  return { text: output === 'json' ? formatJson(list) : formatYaml(list), notes }
}

/** @throws UserError E_USAGE for a number of nodes that cannot be made */
export function nodeOptions(nodes: number | undefined): ClusterOptions {
  if (nodes === undefined) return {}
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > nodesMax)
    throw new UserError(
      'E_USAGE',
      `--nodes ${nodes}: expected a whole number from 1 to ${nodesMax}`,
    )
  return { nodeCount: nodes }
}
