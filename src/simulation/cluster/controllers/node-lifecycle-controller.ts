import type { Chance } from '../../../base/chance.ts'
import type { Timeline, Timer } from '../../../base/timeline.ts'
import { isReady } from '../../../kubernetes/cluster/pods/pod-states.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { Node, Taint } from '../../../kubernetes/objects/node.ts'
import type { Toleration } from '../../../kubernetes/objects/workload.ts'
import type { ApiObjects } from '../api/api-objects.ts'
import { keyOf } from '../api/api-objects.ts'
import { isTerminating, type PodControl, withReady } from '../api/pod-control.ts'
import type { NodeLifecycleSettings } from '../cluster-settings.ts'

const unreachable = 'node.kubernetes.io/unreachable'
const taints: readonly Taint[] = [
  { key: unreachable, effect: 'NoSchedule' },
  { key: unreachable, effect: 'NoExecute' },
]

/** pkg/controller/podgc/gc_controller.go */
const quarantineMs = 40_000

/**
 * What happens to a node that is no longer heard of (pkg/controller/nodelifecycle, tainteviction): after the
 * grace period it is tainted and its Pods are not ready; when they no longer tolerate that, they are deleted.
 */
export class NodeLifecycleController {
  readonly #api: ApiObjects
  readonly #timeline: Timeline
  readonly #podControl: PodControl
  readonly #settings: NodeLifecycleSettings
  readonly #chance: Chance
  /** What waits to happen to a node, or to its Pods. */
  readonly #timers = new Map<string, Timer[]>()

  constructor(
    api: ApiObjects,
    timeline: Timeline,
    podControl: PodControl,
    settings: NodeLifecycleSettings,
    chance: Chance,
  ) {
    this.#api = api
    this.#timeline = timeline
    this.#podControl = podControl
    this.#settings = settings
    this.#chance = chance
  }

  nodeLost(name: string): void {
    const { statusUpdatePeriodMs, monitorGracePeriodMs } = this.#settings
    this.#cancel(name)
    const heardMs = this.#timeline.nowMs() - this.#chance.below(statusUpdatePeriodMs)
    const overdueMs = this.#nextCheckMs(heardMs + monitorGracePeriodMs)
    this.#timers.set(name, [this.#timeline.at(overdueMs, () => this.#giveUp(name))])
  }

  /** Its Node object was deleted: its Pods are removed after the quarantine (pkg/controller/podgc quarantineTime). */
  nodeDeleted(name: string): void {
    this.#cancel(name)
    const remove = () => {
      if (this.#api.nodes.has(name)) return
      for (const pod of this.#podsOn(name)) this.#api.remove(pod)
    }
    this.#timers.set(name, [this.#timeline.after(quarantineMs, remove)])
  }

  nodeReturned(name: string): void {
    this.#cancel(name)
    const heardMs = this.#timeline.nowMs()
    this.#timers.set(name, [
      this.#timeline.at(this.#nextCheckMs(heardMs), () => this.#untaint(name)),
    ])
  }

  #cancel(name: string): void {
    for (const timer of this.#timers.get(name) ?? []) timer.cancel()
    this.#timers.delete(name)
  }

  #nextCheckMs(fromMs: number): number {
    const monitorPeriodMs = Math.max(1, this.#settings.monitorPeriodMs)
    return (Math.floor(fromMs / monitorPeriodMs) + 1) * monitorPeriodMs
  }

  #giveUp(name: string): void {
    const node = this.#api.nodes.get(name)
    if (node === undefined) return
    const others = (node.spec.taints ?? []).filter(({ key }) => key !== unreachable)
    this.#api.put({ ...node, spec: { ...node.spec, taints: [...others, ...taints] } })
    const timers: Timer[] = []
    for (const pod of this.#podsOn(name)) {
      if (isReady(pod)) this.#api.put(withReady(pod, false))
      const afterMs = this.#toleratedMs(pod)
      if (afterMs === undefined || isTerminating(pod)) continue
      const { uid } = pod.metadata
      timers.push(
        this.#timeline.after(afterMs, () => {
          if (this.#api.pods.get(keyOf(pod))?.metadata.uid === uid)
            this.#podControl.delete(keyOf(pod))
        }),
      )
    }
    this.#timers.set(name, timers)
  }

  /** Undefined: for ever. */
  #toleratedMs({ tolerations }: InputPod): number | undefined {
    const own = tolerations.filter(toleratesUnreachable)
    if (own.length === 0) return this.#settings.tolerationMs
    const seconds = own.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? [])
    return seconds.length < own.length && seconds.length === 0
      ? undefined
      : Math.max(0, Math.min(...seconds)) * 1_000
  }

  #untaint(name: string): void {
    const node: Node | undefined = this.#api.nodes.get(name)
    if (node === undefined) return
    const { taints: all = [], ...spec } = node.spec
    const others = all.filter(({ key }) => key !== unreachable)
    if (others.length === all.length) return
    this.#api.put({
      ...node,
      spec: others.length === 0 ? spec : { ...spec, taints: others },
    })
  }

  #podsOn(name: string): InputPod[] {
    return [...this.#api.pods.values()].filter(({ spec }) => spec.nodeName === name)
  }
}

function toleratesUnreachable({ key, operator, value, effect }: Toleration): boolean {
  return (
    (effect === '' || effect === 'NoExecute') &&
    (key === unreachable || (key === '' && operator === 'Exists')) &&
    (operator === 'Exists' || value === '')
  )
}
