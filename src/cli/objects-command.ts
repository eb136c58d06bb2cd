import { UserError } from '../base/user-error.ts'
import { nodesMax } from '../kubernetes/cluster/made-nodes.ts'
import type { ClusterOptions } from '../kubernetes/cluster/make-cluster.ts'
import { readCluster } from '../kubernetes/cluster/read-cluster.ts'
import { formatJson, formatYaml, toListManifest } from '../kubernetes/printing/manifest.ts'
import { readSourceFiles } from '../kubernetes/reading/source-files.ts'
import type { SourceText } from '../kubernetes/reading/source-text.ts'
import { formatObjectTables } from '../report/object-tables.ts'
import type { CommandIo } from './command-io.ts'

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

/** `kpe objects -f FILES`. @throws UserError */
export async function objects(
  options: ObjectsArguments & {
    readonly filename: readonly string[]
    readonly recursive?: boolean
  },
  io: CommandIo,
): Promise<number> {
  if (options.filename.length === 0) throw noManifests()
  const sources = readSourceFiles(options.filename, { recursive: options.recursive ?? false })
  const { text, notes } = printObjects(sources, options)
  for (const note of notes) io.err(`${note}\n`)
  io.out(text)
  return 0
}

export function noManifests(): UserError {
  return new UserError('E_USAGE', 'no manifests: name files or folders with -f (or - for stdin)')
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
