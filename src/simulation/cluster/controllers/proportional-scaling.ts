/** One active ReplicaSet of a Deployment that is scaled in the middle of a rollout; the oldest comes first. */
export interface ScaledSet {
  readonly desired: number
  /** replicas + maxSurge as they were when it was last sized. */
  readonly maxReplicasBefore: number
}

/**
 * Spreads a change of a Deployment's replicas over its ReplicaSets by their sizes (deployment/sync.go scale,
 * deployment_util.go GetReplicaSetProportion): the largest first, what rounding leaves goes to the largest.
 */
export function proportionalSizes(
  sets: readonly ScaledSet[],
  replicas: number,
  maxSurge: number,
): readonly number[] {
  const allowed = replicas > 0 ? replicas + maxSurge : 0
  const toAdd = allowed - sets.reduce((total, { desired }) => total + desired, 0)
  const isGrowing = toAdd > 0
  // Of equal ones the newer grows first and the older shrinks first.
  const order = sets
    .map((set, index) => ({ ...set, index, size: set.desired }))
    .sort((a, b) => b.desired - a.desired || (isGrowing ? b.index - a.index : a.index - b.index))
  let added = 0
  for (const set of order) {
    const wanted = replicas === 0 ? -set.desired : grown(set, replicas + maxSurge) - set.desired
    const left = toAdd - added
    const change = toAdd === 0 ? 0 : isGrowing ? Math.min(wanted, left) : Math.max(wanted, left)
    set.size += change
    added += change
  }
  const [largest] = order
  if (largest !== undefined) largest.size = Math.max(0, largest.size + toAdd - added)
  const sizes = new Map(order.map(({ index, size }) => [index, size]))
  return sets.map((_, index) => sizes.get(index) ?? 0)
}

function grown({ desired, maxReplicasBefore }: ScaledSet, maxReplicas: number): number {
  return maxReplicasBefore === 0 ? desired : Math.round((desired * maxReplicas) / maxReplicasBefore)
}
