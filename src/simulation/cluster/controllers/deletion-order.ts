import type { InstantMs } from '../../../base/clock.ts'
import { isReady } from '../../../kubernetes/cluster/pods/pod-states.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'

const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost'

/**
 * Pods of one ReplicaSet in the order in which it deletes them (controller_utils.go ActivePodsWithRanks):
 * without a node, pending, not ready, of low cost, where several run on one node, ready for a short time (by
 * order of magnitude; then by UID). `readySince` as in `OwnedPods`.
 */
export function deletionOrder(
  pods: readonly InputPod[],
  readySince: (pod: InputPod) => InstantMs | undefined,
  nowMs: InstantMs,
): readonly InputPod[] {
  const readyOn = new Map<string, number>()
  for (const pod of pods)
    if (isReady(pod)) readyOn.set(nodeOf(pod), (readyOn.get(nodeOf(pod)) ?? 0) + 1)
  const ranks = new Map(
    pods.map((pod) => [
      pod,
      [
        pod.spec.nodeName === undefined ? 0 : 1,
        pod.status.phase === 'Pending' ? 0 : 1,
        isReady(pod) ? 1 : 0,
        costOf(pod),
        -(readyOn.get(nodeOf(pod)) ?? 0),
        magnitude(nowMs - (readySince(pod) ?? nowMs)),
      ],
    ]),
  )
  return [...pods].sort((one, other) => {
    const difference = compare(ranks.get(one) ?? [], ranks.get(other) ?? [])
    if (difference !== 0) return difference
    return (one.metadata.uid ?? '') < (other.metadata.uid ?? '') ? -1 : 1
  })
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
  }
  return 0
}

/** logarithmicRankDiff: powers of two of nanoseconds; here of milliseconds. */
function magnitude(ageMs: number): number {
  return ageMs <= 0 ? -1 : Math.floor(Math.log2(ageMs))
}

function costOf({ metadata }: InputPod): number {
  const cost = Number(metadata.annotations[costAnnotation] ?? 0)
  return Number.isInteger(cost) ? cost : 0
}

function nodeOf({ spec }: InputPod): string {
  return spec.nodeName ?? ''
}
