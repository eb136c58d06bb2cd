import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { Timeline } from '../../../src/base/timeline.ts'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import { type ProxyMode, proxyModes } from '../../../src/proxy/configuration.ts'
import {
  type ClusterSettings,
  defaultClusterSettings,
} from '../../../src/simulation/cluster/cluster-settings.ts'
import { LivingCluster } from '../../../src/simulation/cluster/living-cluster.ts'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { ClusterNetwork } from '../../../src/simulation/network/cluster-network.ts'
import { Traffic } from '../../../src/simulation/traffic/traffic.ts'
import type { LoadPlan } from '../../../src/simulation/traffic/traffic-plan.ts'
import { oneRequest } from './played.ts'

const manifests = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]
`
const workload = { kind: 'Deployment', namespace: 'default', name: 'web' } as const

/** Twenty connections a second from node-1 to the Service, for a minute. */
function live(
  mode: ProxyMode,
  change: (cluster: LivingCluster, timeline: Timeline) => void,
  settings: Partial<ClusterSettings> = {},
  plan: Partial<LoadPlan> = {},
) {
  const timeline = new Timeline()
  const events = new EventStream()
  const seen: RunEvent[] = []
  events.subscribe((event) => seen.push(event))
  const chance = createSeededChance(1)
  const initial = readCluster([{ file: 'web', text: manifests }], { nodeCount: 3 })
  const configuration = { ...defaultClusterSettings.configuration, mode }
  const cluster = new LivingCluster(
    initial,
    { ...defaultClusterSettings, ...settings, configuration },
    timeline,
    events,
    chance,
  )
  const network = new ClusterNetwork(cluster, timeline, chance)
  const load = { kind: 'open', perSecond: 20, arrivals: 'poisson' } as const
  const steady: LoadPlan = {
    kind: 'load',
    name: 'steady',
    client: 'shop',
    to: { kind: 'service', service: 'default/web', port: 80 },
    load,
    talk: { ...oneRequest, serverMs: 5, timeoutMs: 5_000 },
    startMs: 1_000,
    stopMs: 61_000,
    ...plan,
  }
  const place = { kind: 'on-node', node: 'node-1', network: 'pod', count: 5 } as const
  const clients = [{ name: 'shop', place }]
  const traffic = new Traffic([steady], clients, network, cluster, timeline, events, chance)
  cluster.start()
  traffic.start()
  change(cluster, timeline)
  timeline.runTo(120_000)
  const counts = traffic.counts.get('steady')
  if (counts === undefined) throw new Error('no counts')
  return { counts, seen, network }
}

describe.each(proxyModes)('traffic to a cluster that lives, in %s mode', (mode) => {
  it('is all served while nothing happens', () => {
    const { counts } = live(mode, () => undefined)
    expect(counts.opened).toBeGreaterThan(1_000)
    expect(counts.completed).toBe(counts.opened)
  })

  it('survives a rollout whose pods listen until they end, after everybody knows', () => {
    const kubelet = {
      ...defaultClusterSettings.kubelet,
      onSigterm: { stopsListening: 'at-exit', exitsAfterMs: 10_000 } as const,
    }
    const { counts, seen } = live(
      mode,
      (cluster, timeline) => void timeline.at(10_000, () => cluster.rollOut(workload)),
      { kubelet },
    )
    expect(seen.filter(({ kind }) => kind === 'pod-gone').length).toBe(3)
    expect(counts.completed).toBe(counts.opened)
  })

  it('is refused for a while by a rollout whose pods stop listening at once', () => {
    const { counts } = live(
      mode,
      (cluster, timeline) => void timeline.at(10_000, () => cluster.rollOut(workload)),
    )
    expect(counts.failed.refused).toBeGreaterThan(0)
    expect(counts.failed.refused).toBeLessThan(counts.opened / 10)
    expect(counts.completed + counts.failed.refused).toBe(counts.opened)
  })

  it('is lost on the way to a node that is lost, until the cluster knows', () => {
    const { counts, network } = live(
      mode,
      (cluster, timeline) => void timeline.at(10_000, () => cluster.loseNode('node-2')),
    )
    expect(counts.failed.blackholed).toBeGreaterThan(50)
    // IPVS deletes the server with its connections: a SYN that comes again right then is dropped once.
    const dropped = counts.failed['dropped-by-rule']
    expect(counts.completed + counts.failed.blackholed + dropped).toBe(counts.opened)
    expect(dropped).toBeLessThan(mode === 'ipvs' ? 20 : 1)
    expect(network.counts.lost['node-lost']).toBeGreaterThan(100)
  })
})
