import {
  type Cluster,
  changeCluster,
  makeCluster,
} from '../../../kubernetes/cluster/make-cluster.ts'
import type { InputObject } from '../../../kubernetes/objects/input-object.ts'
import type { Node } from '../../../kubernetes/objects/node.ts'
import type { ClusterSection } from '../format/cluster-section.ts'

/** The cluster as a run begins. @throws UserError E_INVALID where an API server would refuse an object */
export function makeInitialCluster(
  objects: readonly InputObject[],
  { nodes, zones }: ClusterSection,
): Cluster {
  const options = nodes === undefined ? {} : { nodeCount: nodes }
  const cluster = makeCluster(objects, options)
  if (zones === undefined || objects.some(({ kind }) => kind === 'Node')) return cluster
  const made = cluster.objects.filter((object) => object.kind === 'Node')
  return makeCluster(
    [...objects, ...made.map((node, index) => inZone(node, index, zones))],
    options,
  )
}

/** What there is, and what events will add to it. */
export function withLaterObjects(cluster: Cluster, later: readonly InputObject[]): Cluster {
  return later.length === 0 ? cluster : changeCluster(cluster, later)
}

const zoneLabel = 'topology.kubernetes.io/zone'

function inZone(node: Node, index: number, zones: readonly string[]): Node {
  const zone = zones[index % zones.length] ?? ''
  const { metadata } = node
  return { ...node, metadata: { ...metadata, labels: { ...metadata.labels, [zoneLabel]: zone } } }
}
