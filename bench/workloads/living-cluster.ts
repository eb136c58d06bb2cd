import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { Timeline } from '../../src/base/timeline.ts'
import { type Cluster, makeCluster } from '../../src/kubernetes/cluster/make-cluster.ts'
import { readObjects } from '../../src/kubernetes/reading/read-objects.ts'
import {
  defaultProxyConfiguration,
  type ProxyMode,
  withMode,
} from '../../src/proxy/configuration.ts'
import { defaultClusterSettings } from '../../src/simulation/cluster/cluster-settings.ts'
import { LivingCluster } from '../../src/simulation/cluster/living-cluster.ts'
import { EventStream } from '../../src/simulation/events/event-stream.ts'

export const seed = 1

/** So many Services, each with a Deployment of three Pods. */
export function clusterOf(nodeCount: number, services: number): Cluster {
  const text = Array.from({ length: services }, (_, index) => manifestsOf(`s${index}`)).join('---')
  return makeCluster(readObjects([{ file: 'bench', text }]).objects, { nodeCount })
}

function manifestsOf(name: string): string {
  const labels = `{app: ${name}}`
  const template = `{metadata: {labels: ${labels}}, spec: {containers: [{name: c, image: a, ports: [{containerPort: 8080}]}]}}`
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: ${labels}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec: {replicas: 3, selector: {matchLabels: ${labels}}, template: ${template}}
`
}

export function live(cluster: Cluster, mode: ProxyMode) {
  const timeline = new Timeline()
  const events = new EventStream()
  const counts = new Map<string, number>()
  events.subscribe(({ kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1))
  const configuration = withMode(defaultProxyConfiguration, mode)
  const settings = { ...defaultClusterSettings, configuration }
  const living = new LivingCluster(cluster, settings, timeline, events, createSeededChance(seed))
  living.start()
  return { living, timeline, counts }
}
