import { nodeTakes } from '../../../kubernetes/cluster/pods/node-choice.ts'
import {
  daemonNeeds,
  daemonPodName,
  makePod,
} from '../../../kubernetes/cluster/pods/workload-pods.ts'
import type { InputPod } from '../../../kubernetes/objects/input-object.ts'
import type { Workload } from '../../../kubernetes/objects/workload.ts'
import { keyOf } from '../api/api-objects.ts'
import { isTerminating } from '../api/pod-control.ts'
import type { ControllerContext, WorkloadController } from './controller-context.ts'
import { fenceposts } from './rolling-update.ts'
import { WorkQueue } from './work-queue.ts'

const hashLabel = 'controller-revision-hash'

/** DaemonSets: one Pod on every node that takes it (pkg/controller/daemon). */
export class DaemonSetController implements WorkloadController {
  readonly #context: ControllerContext
  readonly #queue: WorkQueue
  readonly #firstTemplate = new Map<string, Workload['spec']['template']>()
  #podsMade = 0

  constructor(context: ControllerContext) {
    this.#context = context
    this.#queue = new WorkQueue(context.timeline, context.settings.workloadLagMs, (key) =>
      this.#sync(key),
    )
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty
  }

  apply(key: string): void {
    const workload = this.#context.api.workloads.get(key)
    if (workload !== undefined && !this.#firstTemplate.has(key))
      this.#firstTemplate.set(key, workload.spec.template)
    this.#queue.add(key)
  }

  remove(key: string): void {
    for (const pod of this.#context.ownedPods.of(key).values())
      this.#context.podControl.delete(keyOf(pod))
  }

  podChanged(owner: string): void {
    const set = this.#context.api.workloads.get(owner)
    if (set?.kind !== 'DaemonSet') return
    this.#queue.add(owner)
    const { minReadySeconds } = set.spec
    if (minReadySeconds > 0)
      this.#context.timeline.after(minReadySeconds * 1_000, () => this.#queue.add(owner))
  }

  nodesChanged(): void {
    for (const [key, { kind }] of this.#context.api.workloads)
      if (kind === 'DaemonSet') this.#queue.add(key)
  }

  #sync(key: string): void {
    const set = this.#context.api.workloads.get(key)
    if (set === undefined) return
    const { api, podControl, ownedPods } = this.#context
    const onNode = new Map<string, InputPod[]>()
    for (const pod of ownedPods.of(key).values()) {
      const { nodeName = '' } = pod.spec
      onNode.set(nodeName, [...(onNode.get(nodeName) ?? []), pod])
    }
    const needs = daemonNeeds(set)
    const nodes = [...api.nodes.values()].filter((node) => nodeTakes(node, needs))
    const eligible = new Set(nodes.map(({ metadata }) => metadata.name))
    for (const [node, pods] of onNode)
      if (!eligible.has(node)) for (const pod of pods) podControl.delete(keyOf(pod))
    for (const node of eligible) if (!onNode.has(node)) this.#create(set, node)
    if (set.spec.updateStrategy?.type === 'RollingUpdate')
      this.#update(key, set, [...eligible], onNode)
  }

  #create(set: Workload, node: string): void {
    const { podControl } = this.#context
    const name = () => daemonPodName(set, `${node}/${this.#podsMade}`)
    while (podControl.isUsed(`${set.metadata.namespace}/${name()}`)) this.#podsMade += 1
    const pod = makePod(set, name(), this.#podsMade)
    this.#podsMade += 1
    podControl.create({ ...pod, spec: { ...pod.spec, nodeName: node } })
  }

  /** update.go rollingUpdate: without surge the old Pod goes first, with surge the new one comes first. */
  #update(
    key: string,
    set: Workload,
    nodes: readonly string[],
    onNode: ReadonlyMap<string, readonly InputPod[]>,
  ): void {
    const { maxSurge, maxUnavailable } = fenceposts(set.spec.updateStrategy, nodes.length)
    const places = nodes.map((node) => {
      const living = (onNode.get(node) ?? []).filter((pod) => !isTerminating(pod))
      const isNew = (pod: InputPod) => this.#isCurrent(key, set, pod)
      const isUp = (pod: InputPod) =>
        this.#context.ownedPods.isAvailable(pod, set.spec.minReadySeconds)
      return {
        node,
        old: living.filter((pod) => !isNew(pod)),
        isUp: living.some(isUp),
        hasNew: living.some(isNew),
        isNewUp: living.some((pod) => isNew(pod) && isUp(pod)),
      }
    })
    let surge = maxSurge - places.filter(({ old, hasNew }) => old.length > 0 && hasNew).length
    let room = maxUnavailable - places.filter(({ isUp }) => !isUp).length
    for (const { node, old, hasNew, isNewUp, isUp } of places) {
      if (old.length === 0) continue
      if (maxSurge > 0) {
        if (isNewUp) for (const pod of old) this.#context.podControl.delete(keyOf(pod))
        else if (!hasNew && surge > 0) {
          this.#create(set, node)
          surge -= 1
        }
      } else if (!isUp || room > 0) {
        for (const pod of old) this.#context.podControl.delete(keyOf(pod))
        if (isUp) room -= 1
      }
    }
  }

  #isCurrent(key: string, set: Workload, pod: InputPod): boolean {
    const [made] = [makePod(set, pod.metadata.name, 0)]
    if (pod.metadata.labels[hashLabel] === made.metadata.labels[hashLabel]) return true
    const isFirst = this.#context.ownedPods.readySince(pod) === Number.NEGATIVE_INFINITY
    return isFirst && this.#firstTemplate.get(key) === set.spec.template
  }
}
