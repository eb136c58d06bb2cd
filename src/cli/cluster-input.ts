import type { Cluster } from '../kubernetes/cluster/make-cluster.ts'
import { readChange, readCluster } from '../kubernetes/cluster/read-cluster.ts'
import { readSourceFiles } from '../kubernetes/reading/source-files.ts'
import type { CommandIo } from './command-io.ts'
import { nodeOptions, noManifests } from './objects-command.ts'

/** The flags that say what a cluster holds. */
export interface ClusterArguments {
  /** Files, folders, `-`. */
  readonly filename: readonly string[]
  readonly recursive?: boolean
  /** How many nodes are made where the input has none. */
  readonly nodes?: number
}

/** Reads manifests and makes the cluster of them; notes go to stderr. @throws UserError */
export function clusterFromFiles(options: ClusterArguments, io: CommandIo): Cluster {
  if (options.filename.length === 0) throw noManifests()
  const sources = readSourceFiles(options.filename, { recursive: options.recursive ?? false })
  const cluster = readCluster(sources, nodeOptions(options.nodes))
  for (const note of cluster.notes) io.err(`${note}\n`)
  return cluster
}

/** The cluster after the objects in these files were applied to it. @throws UserError */
export function clusterAfterFiles(
  cluster: Cluster,
  filenames: readonly string[],
  recursive: boolean,
  io: CommandIo,
): Cluster {
  const changed = readChange(cluster, readSourceFiles(filenames, { recursive }))
  for (const note of changed.notes) if (!cluster.notes.includes(note)) io.err(`${note}\n`)
  return changed
}
