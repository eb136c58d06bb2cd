import { isReady } from '../../../kubernetes/cluster/pods/pod-states.ts'
import { formatAddress } from '../../../packet/address.ts'
import type { ApiObjects } from '../api/api-objects.ts'
import { withReady } from '../api/pod-control.ts'
import type { PodLife } from './pod-life.ts'

/** Tells the API server how a Pod is now; one that is gone, it deletes for good. */
export function reportStatus(api: ApiObjects, life: PodLife): void {
  const pod = api.pods.get(life.name)
  if (pod === undefined || pod.metadata.uid !== life.uid) return
  if (life.state === 'gone') {
    api.remove(pod)
    return
  }
  const isKnown = pod.status.phase === 'Running' && pod.status.podIPs.length > 0
  const conditionKnown = pod.status.conditions.some(({ type }) => type === 'Ready')
  if (isKnown && conditionKnown && isReady(pod) === life.isReady) return
  const podIPs = life.addresses.map((address) => ({ ip: formatAddress(address) }))
  const running = {
    ...pod,
    hasStatus: true,
    status: { ...pod.status, phase: 'Running' as const, podIPs },
  }
  api.put(withReady(running, life.isReady))
}
