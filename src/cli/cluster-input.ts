import { UserError } from '../base/user-error.ts'
import { type Cluster, changeCluster, makeCluster } from '../kubernetes/cluster/make-cluster.ts'
import type { Node } from '../kubernetes/objects/node.ts'
import { describeSkipped, readObjects } from '../kubernetes/reading/read-objects.ts'
import { readSourceFiles } from '../kubernetes/reading/source-files.ts'
import type { CommandIo } from './command-io.ts'

/** The flags that say what a cluster holds. */
export interface ClusterArguments {
  /** Files, folders, `-`. */
  readonly filename: readonly string[]
  readonly recursive: boolean
  /** How many nodes are made where the input has none. */
  readonly nodes?: number
}

/** Reads manifests and makes the cluster of them; notes and skipped kinds go to stderr.
 * @throws UserError */
export function readCluster(options: ClusterArguments, io: CommandIo): Cluster {
  if (options.filename.length === 0)
    throw new UserError('E_USAGE', 'no manifests: name files or folders with -f (or - for stdin)')
  const { objects, skipped } = read(options.filename, options.recursive)
  const cluster = makeCluster(objects, {
    ...(options.nodes === undefined ? {} : { nodeCount: options.nodes }),
  })
  report(cluster, skipped, io)
  return cluster
}

/** The cluster after the objects in these files were applied to it. @throws UserError */
export function applyFiles(
  cluster: Cluster,
  filenames: readonly string[],
  recursive: boolean,
  io: CommandIo,
): Cluster {
  const { objects, skipped } = read(filenames, recursive)
  const changed = changeCluster(cluster, objects)
  report(changed, skipped, io)
  return changed
}

/** The node of that name, or the first. @throws UserError E_UNKNOWN_NODE */
export function selectNode(cluster: Cluster, name: string | undefined): Node {
  const nodes = cluster.objects.filter((object) => object.kind === 'Node')
  const node = name === undefined ? nodes[0] : nodes.find((one) => one.metadata.name === name)
  if (node !== undefined) return node
  const names = nodes.map((one) => one.metadata.name)
  const known = names.length > 5 ? [...names.slice(0, 5), `… (${names.length} in all)`] : names
  throw new UserError('E_UNKNOWN_NODE', `no Node "${name}"; there are: ${known.join(', ')}`)
}

function read(filenames: readonly string[], recursive: boolean) {
  return readObjects(readSourceFiles(filenames, { recursive }))
}

function report(cluster: Cluster, skipped: ReadonlyMap<string, number>, io: CommandIo): void {
  for (const note of [...cluster.notes, describeSkipped(skipped)])
    if (note !== undefined) io.err(`${note}\n`)
}
