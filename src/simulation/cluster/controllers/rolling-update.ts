import type { UpdateStrategy } from '../../../kubernetes/objects/workload.ts'

/** One ReplicaSet of a Deployment: how many Pods it shall have, and how many are available. */
export interface ReplicaSetSize {
  readonly desired: number
  readonly available: number
}

export interface Fenceposts {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/**
 * Shares as counts: surge rounds up, unavailable down, and both may not be none
 * (deployment/util ResolveFenceposts).
 */
export function fenceposts(strategy: UpdateStrategy | undefined, replicas: number): Fenceposts {
  const { maxSurge = 0, maxUnavailable = 0 } = strategy?.rollingUpdate ?? {}
  const surge = scaled(maxSurge, replicas, Math.ceil)
  const unavailable = Math.min(replicas, scaled(maxUnavailable, replicas, Math.floor))
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** Of a count or a percentage. */
export function scaled(
  value: number | string,
  total: number,
  round: (value: number) => number,
): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * total) / 100)
}

export interface RollingUpdateState {
  readonly replicas: number
  readonly fenceposts: Fenceposts
  readonly newest: ReplicaSetSize
  /** The oldest first. */
  readonly old: readonly ReplicaSetSize[]
}

/** What each ReplicaSet shall have now. */
export interface RollingUpdateStep {
  readonly newest: number
  readonly old: readonly number[]
}

/** One round of the Deployment controller (deployment/rolling.go): first it scales up, else it scales down. */
export function rollingUpdateStep(state: RollingUpdateState): RollingUpdateStep {
  const old = state.old.map(({ desired }) => desired)
  const newest = newestSize(state)
  if (newest !== state.newest.desired) return { newest, old }
  return { newest, old: scaleDown(state, old) }
}

function newestSize({ replicas, fenceposts, newest, old }: RollingUpdateState): number {
  if (newest.desired >= replicas) return replicas
  const total = newest.desired + sum(old, 'desired')
  const room = Math.max(0, replicas + fenceposts.maxSurge - total)
  return newest.desired + Math.min(room, replicas - newest.desired)
}

function scaleDown(
  { replicas, fenceposts, newest, old }: RollingUpdateState,
  sizes: readonly number[],
): readonly number[] {
  const minAvailable = replicas - fenceposts.maxUnavailable
  const total = newest.desired + sum(old, 'desired')
  const mayGo = total - minAvailable - (newest.desired - newest.available)
  if (mayGo <= 0) return sizes
  const unhealthy = old.map(({ desired, available }) => Math.max(0, desired - available))
  const cleaned = takeFrom(sizes, unhealthy, mayGo)
  const spare = newest.available + sum(old, 'available') - minAvailable
  return spare <= 0 ? cleaned : takeFrom(cleaned, cleaned, spare)
}

/** Takes up to `count` in all, in order, of each size at most what it has to give. */
function takeFrom(
  sizes: readonly number[],
  toGive: readonly number[],
  count: number,
): readonly number[] {
  let left = count
  return sizes.map((size, index) => {
    const taken = Math.min(left, toGive[index] ?? 0)
    left -= taken
    return size - taken
  })
}

function sum(sizes: readonly ReplicaSetSize[], field: keyof ReplicaSetSize): number {
  return sizes.reduce((total, size) => total + size[field], 0)
}
