import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { Timeline } from '../../../src/base/timeline.ts'
import { type ClusterOptions, makeCluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import {
  type ClusterSettings,
  defaultClusterSettings,
} from '../../../src/simulation/cluster/cluster-settings.ts'
import { LivingCluster } from '../../../src/simulation/cluster/living-cluster.ts'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { objectsOf } from '../../kubernetes/manifests.ts'

export interface Story {
  readonly cluster: LivingCluster
  readonly timeline: Timeline
  readonly events: RunEvent[]
}

/** A cluster of these manifests that has begun to live. */
export function begin(
  manifests: string,
  settings: Partial<ClusterSettings> = {},
  options: ClusterOptions & { readonly seed?: number } = {},
): Story {
  const timeline = new Timeline()
  const stream = new EventStream()
  const events: RunEvent[] = []
  stream.subscribe((event) => events.push(event))
  const cluster = new LivingCluster(
    makeCluster(objectsOf(manifests), options),
    { ...defaultClusterSettings, ...settings },
    timeline,
    stream,
    createSeededChance(options.seed ?? 1),
  )
  cluster.start()
  return { cluster, timeline, events }
}

/** A Service `web` and a Deployment `web` behind it; `spec` is the Deployment's, `pod` its Pods'. */
export function web({
  replicas = 3,
  spec = '',
  pod = '',
  container = '',
  service = '',
}: {
  replicas?: number
  spec?: string
  pod?: string
  container?: string
  service?: string
} = {}): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}], ${service}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  ${spec}
  template:
    metadata: {labels: {app: web}}
    spec: {${pod} containers: [{name: c, image: a, ports: [{containerPort: 8080}], ${container}}]}
`
}

export const deployment = { kind: 'Deployment', namespace: 'default', name: 'web' } as const

/** `0.100 pod-created web-1`: Pods by the order in which they came, times in seconds. */
export function tell(events: readonly RunEvent[], kinds: RegExp = /^pod-/): string[] {
  const names = new Map<string, string>()
  return events.flatMap((event) => {
    if (!kinds.test(event.kind)) return []
    const time = (event.atMs / 1000).toFixed(3)
    return `${time} ${event.kind} ${describe(event, names)}`
  })
}

function describe(event: RunEvent, names: Map<string, string>): string {
  if ('pod' in event && event.pod !== undefined) {
    const name = names.get(event.pod) ?? `pod-${names.size + 1}`
    names.set(event.pod, name)
    return `${name} on ${'node' in event ? event.node : ''}`
  }
  switch (event.kind) {
    case 'sync-done':
      return `${event.node} ${event.family} ${event.sync} after ${event.waitedMs} ms`
    case 'object-applied':
    case 'object-deleted':
      return `${event.object.kind} ${event.object.name}`
    case 'load-balancer-changed':
      return event.nodes.join(' ')
    default:
      return 'node' in event ? event.node : ''
  }
}
