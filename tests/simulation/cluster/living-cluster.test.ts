import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { Timeline } from '../../../src/base/timeline.ts'
import { makeCluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import { defaultClusterSettings } from '../../../src/simulation/cluster/cluster-settings.ts'
import { LivingCluster } from '../../../src/simulation/cluster/living-cluster.ts'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'

describe('a cluster in virtual time', () => {
  it('begins with a full sync on every node', () => {
    const events = new EventStream()
    const seen: RunEvent[] = []
    events.subscribe((event) => seen.push(event))
    const cluster = new LivingCluster(
      makeCluster([], { nodeCount: 2 }),
      defaultClusterSettings,
      new Timeline(),
      events,
      createSeededChance(1),
    )
    cluster.start()
    expect(seen.filter(({ kind }) => kind === 'sync-done')).toMatchObject([
      { node: 'node-1', family: 'IPv4', sync: 'full' },
      { node: 'node-2', family: 'IPv4', sync: 'full' },
    ])
  })
})
