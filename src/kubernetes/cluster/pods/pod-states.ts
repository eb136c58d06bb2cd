import type { InputPod } from '../../objects/input-object.ts'
import type { Pod, PodCondition } from '../../objects/pod.ts'
import type { Workload } from '../../objects/workload.ts'

/**
 * What a Pod is doing. A terminating Pod has been told to end: it still serves (`terminating`) or no longer
 * does (`terminating-not-ready`).
 */
export type PodState = 'ready' | 'not-ready' | 'terminating' | 'terminating-not-ready'

/** `namespace/name` of a Pod, and the state that it shall be in, whatever the manifests say. */
export type PodStates = ReadonlyMap<string, PodState>

/**
 * On a workload, its template or a Pod: which of its Pods are not ready or terminating. `all`, or numbers
 * from 0 with commas: `"0,2"`.
 */
export const notReadyAnnotation = 'kube-proxy-emulator/not-ready'
export const terminatingAnnotation = 'kube-proxy-emulator/terminating'

/** Any fixed moment: Pods are terminating or not, since when does not matter. */
const deletionTimestamp = '2026-01-01T00:00:00Z'

/** The state that annotations ask for; undefined: they say nothing. */
export function annotatedState(
  annotations: Readonly<Record<string, string>>,
  ordinal: number,
): PodState | undefined {
  const notReady = names(annotations[notReadyAnnotation], ordinal)
  if (names(annotations[terminatingAnnotation], ordinal))
    return notReady ? 'terminating-not-ready' : 'terminating'
  return notReady ? 'not-ready' : undefined
}

/** Of a workload's Pod: what stands on the workload itself, or on its template. */
export function workloadPodState(workload: Workload, ordinal: number): PodState | undefined {
  const { metadata, spec } = workload
  return annotatedState({ ...spec.template.annotations, ...metadata.annotations }, ordinal)
}

/** The Pod, running, in that state; one with a status of its own is only changed where a state is asked for. */
export function withState(pod: InputPod, state: PodState | undefined): InputPod {
  if (state === undefined && pod.hasStatus) return withUsualReadiness(pod)
  const wanted = state ?? 'ready'
  const ready = wanted === 'ready' || wanted === 'terminating'
  const terminating = wanted.startsWith('terminating')
  const { deletionTimestamp: before, ...metadata } = pod.metadata
  return {
    ...pod,
    hasStatus: true,
    metadata: terminating
      ? { ...metadata, deletionTimestamp: before ?? deletionTimestamp }
      : metadata,
    status: {
      ...pod.status,
      phase: 'Running',
      conditions: [...withoutReady(pod.status.conditions), readyCondition(ready)],
    },
  }
}

/** A shortened dump says that a Pod runs and leaves the conditions out: then it is ready. */
function withUsualReadiness(pod: InputPod): InputPod {
  const { phase, conditions, podIPs } = pod.status
  const said = conditions.some(({ type }) => type === 'Ready')
  if (said || (phase !== 'Running' && !(phase === 'Pending' && podIPs.length > 0))) return pod
  return {
    ...pod,
    status: { podIPs, phase: 'Running', conditions: [...conditions, readyCondition(true)] },
  }
}

export function isReady({ status }: Pod): boolean {
  return status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')
}

function readyCondition(ready: boolean): PodCondition {
  return { type: 'Ready', status: ready ? 'True' : 'False' }
}

function withoutReady(conditions: readonly PodCondition[]): readonly PodCondition[] {
  return conditions.filter(({ type }) => type !== 'Ready')
}

function names(list: string | undefined, ordinal: number): boolean {
  if (list === undefined) return false
  const items = list.split(',').map((item) => item.trim())
  return items.includes('all') || items.includes('true') || items.includes(String(ordinal))
}
