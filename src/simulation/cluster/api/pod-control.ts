import type { Timeline } from '../../../base/timeline.ts'
import { uidOf } from '../../../kubernetes/cluster/hashed-names.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { PodCondition } from '../../../kubernetes/objects/pod.ts'
import { type ApiObjects, keyOf } from './api-objects.ts'

/** When virtual time is 0. */
const startOfTime = Date.UTC(2026, 0, 1)

/** What controllers ask of the API server about Pods. */
export class PodControl {
  readonly #api: ApiObjects
  readonly #timeline: Timeline
  readonly #creations = new Map<string, number>()

  constructor(api: ApiObjects, timeline: Timeline) {
    this.#api = api
    this.#timeline = timeline
    for (const key of api.pods.keys()) this.#creations.set(key, 1)
  }

  /** Some Pod has or had that name (`namespace/name`). */
  isUsed(key: string): boolean {
    return this.#creations.has(key)
  }

  create(pod: InputPod): void {
    const key = keyOf(pod)
    const count = this.#creations.get(key) ?? 0
    this.#creations.set(key, count + 1)
    const { namespace, name } = pod.metadata
    const uid = uidOf('Pod', namespace, count === 0 ? name : `${name}/${count}`)
    this.#api.put({ ...pod, metadata: { ...pod.metadata, uid } })
  }

  /** Marks it for its kubelet; one that no kubelet knows goes at once. */
  delete(key: string): void {
    const pod = this.#api.pods.get(key)
    if (pod === undefined || isTerminating(pod)) return
    if (pod.spec.nodeName === undefined) this.#api.remove(pod)
    else
      this.#api.put({
        ...pod,
        metadata: { ...pod.metadata, deletionTimestamp: timestampOf(this.#timeline.nowMs()) },
      })
  }
}

export function isTerminating({ metadata }: InputPod): boolean {
  return metadata.deletionTimestamp !== undefined
}

export function withReady(pod: InputPod, isReady: boolean): InputPod {
  const others = pod.status.conditions.filter(({ type }) => type !== 'Ready')
  const ready: PodCondition = { type: 'Ready', status: isReady ? 'True' : 'False' }
  return { ...pod, status: { ...pod.status, conditions: [...others, ready] } }
}

/** As the API writes instants. */
export function timestampOf(nowMs: number): string {
  return new Date(startOfTime + nowMs).toISOString().replace(/\.\d+Z$/, 'Z')
}
