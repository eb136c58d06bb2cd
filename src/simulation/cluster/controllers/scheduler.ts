import type { Timeline } from '../../../base/timeline.ts'
import type { Placement } from '../../../kubernetes/cluster/pods/placement.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import { type ApiChange, type ApiObjects, keyOf } from '../api/api-objects.ts'

/**
 * Binds Pods to nodes, and knows the addresses that they will have there. A Pod that no node takes waits
 * until a node changes or another Pod goes.
 */
export class Scheduler {
  readonly #api: ApiObjects
  readonly #timeline: Timeline
  readonly #placement: Placement
  readonly #schedulingMs: number
  readonly #waiting = new Map<string, InputPod>()
  /** Pods as they were placed, with their addresses, which the API server learns of from the kubelet. */
  readonly #placed = new Map<string, InputPod>()

  constructor(api: ApiObjects, timeline: Timeline, placement: Placement, schedulingMs: number) {
    this.#api = api
    this.#timeline = timeline
    this.#placement = placement
    this.#schedulingMs = schedulingMs
    for (const pod of api.pods.values()) this.#note(pod)
    api.watch((change) => this.#observe(change))
  }

  /** Texts, one an address family; empty: not bound yet. */
  addressesOf(podName: string): readonly string[] {
    return (this.#placed.get(podName)?.status.podIPs ?? []).map(({ ip }) => ip)
  }

  #observe({ before, after }: ApiChange): void {
    if (after?.kind === 'Node') {
      this.#placement.setNode(after)
      this.#retry()
    } else if (after?.kind === 'Pod') {
      if (before === undefined) this.#expect(after)
    } else if (before?.kind === 'Pod') this.#forget(before)
    else if (before?.kind === 'Node') this.#placement.removeNode(before.metadata.name)
  }

  #note(pod: InputPod): void {
    if (pod.status.podIPs.length === 0) {
      if (pod.spec.nodeName === undefined) this.#waiting.set(keyOf(pod), pod)
      return
    }
    this.#placement.occupy(pod)
    this.#placed.set(keyOf(pod), pod)
  }

  #expect(pod: InputPod): void {
    if (pod.status.podIPs.length > 0) {
      this.#note(pod)
      return
    }
    // A Pod that names its node (a DaemonSet's, a static one) counts there from the start.
    if (pod.spec.nodeName !== undefined) this.#placement.occupy(pod)
    this.#timeline.after(this.#schedulingMs, () => this.#bind(keyOf(pod), pod.metadata.uid))
  }

  #bind(key: string, uid: string | undefined): void {
    const pod = this.#api.pods.get(key)
    if (pod === undefined || pod.metadata.uid !== uid) return
    const placed = this.#placement.place(pod)
    if (placed.status.podIPs.length === 0) {
      this.#waiting.set(key, pod)
      return
    }
    this.#waiting.delete(key)
    this.#placed.set(key, placed)
    this.#api.put({ ...pod, spec: placed.spec })
  }

  #forget(pod: InputPod): void {
    const key = keyOf(pod)
    this.#waiting.delete(key)
    const placed = this.#placed.get(key)
    if (placed === undefined) return
    this.#placed.delete(key)
    this.#placement.release(placed)
    this.#retry()
  }

  #retry(): void {
    for (const [key, { metadata }] of this.#waiting)
      this.#timeline.after(this.#schedulingMs, () => {
        if (this.#waiting.has(key)) this.#bind(key, metadata.uid)
      })
  }
}
