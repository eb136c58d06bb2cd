import type { InstantMs } from '../../../base/clock.ts'
import type { Timeline } from '../../../base/timeline.ts'
import { isReady } from '../../../kubernetes/cluster/pods/pod-states.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import { type ApiChange, type ApiObjects, keyOf } from '../api/api-objects.ts'
import { isTerminating } from '../api/pod-control.ts'

const none: ReadonlyMap<string, InputPod> = new Map()

/** Pods by the owner that their controller reference names, and since when each is ready. */
export class OwnedPods {
  readonly #timeline: Timeline
  readonly #byOwner = new Map<string, Map<string, InputPod>>()
  readonly #readySince = new Map<string, InstantMs>()

  constructor(api: ApiObjects, timeline: Timeline) {
    this.#timeline = timeline
    for (const pod of api.pods.values()) {
      this.#set(pod)
      // It was ready long before the story began.
      if (isReady(pod)) this.#readySince.set(keyOf(pod), Number.NEGATIVE_INFINITY)
    }
    api.watch((change) => this.#observe(change))
  }

  /** By `namespace/name`, the oldest first. `owner`: `ReplicaSet namespace/name`. */
  of(owner: string): ReadonlyMap<string, InputPod> {
    return this.#byOwner.get(owner) ?? none
  }

  owners(): Iterable<string> {
    return this.#byOwner.keys()
  }

  /** Ready for at least so long. */
  isAvailable(pod: InputPod, minReadySeconds: number): boolean {
    const since = this.#readySince.get(keyOf(pod))
    return since !== undefined && this.#timeline.nowMs() - since >= minReadySeconds * 1_000
  }

  /** Infinitely long ago for those that were ready from the start; undefined: it is not. */
  readySince(pod: InputPod): InstantMs | undefined {
    return this.#readySince.get(keyOf(pod))
  }

  #observe({ before, after }: ApiChange): void {
    if (after?.kind === 'Pod') {
      this.#set(after)
      const key = keyOf(after)
      if (!isReady(after)) this.#readySince.delete(key)
      else if (!this.#readySince.has(key)) this.#readySince.set(key, this.#timeline.nowMs())
    } else if (before?.kind === 'Pod' && after === undefined) {
      const owner = ownerKeyOf(before)
      if (owner !== undefined) this.#byOwner.get(owner)?.delete(keyOf(before))
      this.#readySince.delete(keyOf(before))
    }
  }

  #set(pod: InputPod): void {
    const owner = ownerKeyOf(pod)
    if (owner === undefined) return
    const pods = this.#byOwner.get(owner) ?? new Map<string, InputPod>()
    this.#byOwner.set(owner, pods.set(keyOf(pod), pod))
  }
}

/** `ReplicaSet namespace/name`; undefined: nobody made it. */
export function ownerKeyOf({ metadata }: InputPod): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
  const first = owner ?? metadata.ownerReferences?.[0]
  return first === undefined ? undefined : `${first.kind} ${metadata.namespace}/${first.name}`
}

/** Neither being ended nor over (controller.FilterActivePods). */
export function isActive(pod: InputPod): boolean {
  return !isTerminating(pod) && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed'
}
