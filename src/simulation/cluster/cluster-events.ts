import type { Timeline } from '../../base/timeline.ts'
import { isReady } from '../../kubernetes/cluster/pods/pod-states.ts'
import type { InputPod } from '../../kubernetes/objects/input-object.ts'
import { referenceOf } from '../../kubernetes/objects/kubernetes-object.ts'
import type { EventStream } from '../events/event-stream.ts'
import { type ApiChange, type ApiObjects, keyOf } from './api/api-objects.ts'
import { isTerminating } from './api/pod-control.ts'

/** Tells of everything that changes in the API server. */
export function tellApiChanges(api: ApiObjects, timeline: Timeline, events: EventStream): void {
  api.watch(({ before, after }: ApiChange) => {
    const object = after ?? before
    if (object === undefined) return
    const atMs = timeline.nowMs()
    if (object.kind !== 'Pod') {
      const kind = after === undefined ? 'object-deleted' : 'object-applied'
      events.emit({ kind, atMs, object: referenceOf(object) })
      return
    }
    const was = before?.kind === 'Pod' ? before : undefined
    const is = after?.kind === 'Pod' ? after : undefined
    for (const kind of podEvents(was, is))
      events.emit({
        kind,
        atMs,
        pod: keyOf(object),
        node: object.spec.nodeName ?? '',
        addresses: object.status.podIPs.map(({ ip }) => ip),
      })
  })
}

type PodEventKind = 'pod-created' | 'pod-ready' | 'pod-not-ready' | 'pod-terminating'

function podEvents(was: InputPod | undefined, is: InputPod | undefined): PodEventKind[] {
  if (is === undefined) return []
  const kinds: PodEventKind[] = []
  if (was === undefined) kinds.push('pod-created')
  else if (isTerminating(is) && !isTerminating(was)) kinds.push('pod-terminating')
  const wasReady = was !== undefined && isReady(was)
  if (isReady(is) !== wasReady) kinds.push(isReady(is) ? 'pod-ready' : 'pod-not-ready')
  return kinds
}
