import { describeSkipped, readObjects } from '../reading/read-objects.ts'
import type { SourceText } from '../reading/source-text.ts'
import { type Cluster, type ClusterOptions, changeCluster, makeCluster } from './make-cluster.ts'

/**
 * The cluster that these texts describe; its notes name the kinds that were skipped, too.
 * @throws UserError E_YAML, E_LIMIT, E_INVALID, with file, line and column
 */
export function readCluster(sources: readonly SourceText[], options: ClusterOptions = {}): Cluster {
  const { objects, skipped } = readObjects(sources)
  return withNote(makeCluster(objects, options), describeSkipped(skipped))
}

/** The cluster after these texts were applied to it. */
export function readChange(cluster: Cluster, sources: readonly SourceText[]): Cluster {
  const { objects, skipped } = readObjects(sources)
  return withNote(changeCluster(cluster, objects), describeSkipped(skipped))
}

function withNote(cluster: Cluster, note: string | undefined): Cluster {
  return note === undefined ? cluster : { ...cluster, notes: [note, ...cluster.notes] }
}
