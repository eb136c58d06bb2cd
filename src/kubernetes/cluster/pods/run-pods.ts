import type { Family } from '../../../packet/address.ts'
import type { InputPod } from '../../objects/input-object.ts'
import type { KubernetesObject } from '../../objects/kubernetes-object.ts'
import type { Node } from '../../objects/node.ts'
import type { Pod } from '../../objects/pod.ts'
import type { InputParts } from '../input-parts.ts'
import { Placement } from './placement.ts'
import { annotatedState, type PodStates, withState } from './pod-states.ts'
import { podsOfWorkload } from './workload-pods.ts'

/** Every Pod of the cluster, given or made for a workload, on its node and with its addresses. */
export function runPods(
  parts: InputParts,
  nodes: readonly Node[],
  families: readonly Family[],
  before: readonly KubernetesObject[],
  states: PodStates | undefined,
  notes: string[],
): readonly Pod[] {
  const given = parts.pods.map((pod) => withState(pod, annotatedState(pod.metadata.annotations, 0)))
  const made = parts.workloads.flatMap((workload) => podsOfWorkload(workload, given, nodes))
  const earlier = new Map<string, Pod>()
  for (const object of before) if (object.kind === 'Pod') earlier.set(keyOf(object), object)
  const pods = [...given, ...made]
    .map((pod) => withState(pod, states?.get(keyOf(pod))))
    .map((pod) => whereItWas(pod, earlier.get(keyOf(pod))))
  const placement = new Placement(nodes, families)
  for (const pod of pods) placement.occupy(pod)
  const placed = pods.map((pod) => placement.place(pod))
  noteWaiting(placed, notes)
  return placed.map(({ nodeSelector: _, tolerations: __, hasStatus: ___, ...pod }) => pod)
}

/** A Pod that ran before keeps its node and addresses. */
function whereItWas(pod: InputPod, earlier: Pod | undefined): InputPod {
  if (earlier?.spec.nodeName === undefined || pod.status.podIPs.length > 0) return pod
  return {
    ...pod,
    spec: { ...pod.spec, nodeName: earlier.spec.nodeName },
    status: { ...pod.status, podIPs: earlier.status.podIPs },
  }
}

function noteWaiting(pods: readonly InputPod[], notes: string[]): void {
  const waiting = pods.filter(({ status }) => status.phase === 'Pending')
  const first = waiting[0]
  if (first === undefined) return
  const name = `Pod ${keyOf(first)}`
  notes.push(
    waiting.length === 1
      ? `${name} stays Pending: no node takes it, or none has an address left`
      : `${name} and ${waiting.length - 1} more stay Pending: no node takes them, or none has addresses left`,
  )
}

function keyOf({ metadata }: Pick<Pod, 'metadata'>): string {
  return `${metadata.namespace}/${metadata.name}`
}
