import { describe, expect, it } from 'vitest'
import { begin, deployment, tell, web } from '../living.ts'

/** Pods that are ready and those that are there at every change: `0.000 3/3`. */
function counts(story: ReturnType<typeof begin>): string[] {
  let ready = 3
  let there = 3
  const lines: string[] = []
  for (const { kind, atMs } of story.events) {
    if (kind === 'pod-created') there += 1
    else if (kind === 'pod-terminating') {
      there -= 1
      ready -= 1
    } else if (kind === 'pod-ready') ready += 1
    else continue
    lines.push(`${(atMs / 1000).toFixed(3)} ${ready}/${there}`)
  }
  return lines
}

describe('a Deployment', () => {
  it('rolls out by the default strategy: one more, then one less, three times', () => {
    const story = begin(web())
    story.cluster.rollOut(deployment)
    story.timeline.runTo(60_000)
    expect(tell(story.events)).toMatchInlineSnapshot(`
      [
        "0.100 pod-created pod-1 on ",
        "2.120 pod-started pod-1 on node-1",
        "2.170 pod-ready pod-1 on node-1",
        "2.270 pod-terminating pod-2 on node-3",
        "2.320 pod-created pod-3 on ",
        "3.320 pod-gone pod-2 on node-3",
        "4.340 pod-started pod-3 on node-2",
        "4.390 pod-ready pod-3 on node-2",
        "4.490 pod-terminating pod-4 on node-2",
        "4.540 pod-created pod-5 on ",
        "5.540 pod-gone pod-4 on node-2",
        "6.560 pod-started pod-5 on node-3",
        "6.610 pod-ready pod-5 on node-3",
        "6.710 pod-terminating pod-6 on node-1",
        "7.760 pod-gone pod-6 on node-1",
      ]
    `)
    expect(story.cluster.isConverged).toBe(true)
  })

  it('rolls out with maxUnavailable alone: one less, then one more', () => {
    const strategy = 'strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}'
    const story = begin(web({ spec: strategy }))
    story.cluster.rollOut(deployment)
    story.timeline.runTo(60_000)
    expect(counts(story)).toMatchInlineSnapshot(`
      [
        "0.100 2/2",
        "0.150 2/3",
        "2.220 3/3",
        "2.320 2/2",
        "2.370 2/3",
        "4.440 3/3",
        "4.540 2/2",
        "4.590 2/3",
        "6.660 3/3",
      ]
    `)
  })

  it('waits for minReadySeconds before it goes on', () => {
    const story = begin(web({ replicas: 1, spec: 'minReadySeconds: 10' }))
    story.cluster.rollOut(deployment)
    story.timeline.runTo(60_000)
    expect(tell(story.events, /ready|terminating/)).toEqual([
      '2.170 pod-ready pod-1 on node-2',
      expect.stringMatching(/^12\.(2|3)\d\d pod-terminating pod-2 on node-1$/),
    ])
  })

  it('recreates: nothing new until all that is old is gone', () => {
    const story = begin(web({ replicas: 2, spec: 'strategy: {type: Recreate}' }))
    story.cluster.rollOut(deployment)
    story.timeline.runTo(60_000)
    const kinds = story.events.flatMap(({ kind }) => (/created|gone/.test(kind) ? kind : []))
    expect(kinds).toEqual(['pod-gone', 'pod-gone', 'pod-created', 'pod-created'])
  })

  it('keeps the old Pods where the new ones never become ready', () => {
    const container = 'readinessProbe: {tcpSocket: {port: 8080}}'
    const story = begin(web({ container }), { kubelet: deaf })
    story.cluster.rollOut(deployment)
    story.timeline.runTo(600_000)
    expect(tell(story.events)).toEqual([
      '0.100 pod-created pod-1 on ',
      '2.120 pod-started pod-1 on node-1',
    ])
  })

  it('rolls back to Pods of the old template', () => {
    const story = begin(web({ replicas: 1 }))
    story.cluster.rollOut(deployment, { image: 'b' })
    story.timeline.runTo(20_000)
    story.cluster.rollOut(deployment, { image: 'a' })
    story.timeline.runTo(40_000)
    const created = story.events.flatMap((event) => (event.kind === 'pod-created' ? event.pod : []))
    const first = story.cluster.objects.find((object) => object.kind === 'Pod')?.metadata.name
    expect(created).toHaveLength(2)
    expect(`default/${first}`).toBe(created[1])
  })

  it('is scaled up and down, and deleted', () => {
    const story = begin(web({ replicas: 1 }))
    story.cluster.scale(deployment, 3)
    story.timeline.runTo(20_000)
    story.cluster.scale(deployment, 0)
    story.timeline.runTo(40_000)
    expect(story.cluster.objects.filter((object) => object.kind === 'Pod')).toEqual([])
    story.cluster.scale(deployment, 1)
    story.timeline.runTo(60_000)
    story.cluster.delete(deployment)
    story.timeline.runTo(80_000)
    expect(story.cluster.objects.filter((object) => object.kind === 'Pod')).toEqual([])
  })

  it('is scaled in the middle of a rollout by the sizes of old and new', () => {
    const story = begin(web({ replicas: 10 }), { kubelet: deaf }, {})
    const { cluster, timeline } = story
    cluster.rollOut(deployment)
    timeline.runTo(1_000)
    cluster.scale(deployment, 20)
    timeline.runTo(2_000)
    const created = story.events.filter(({ kind }) => kind === 'pod-created').length
    const ended = story.events.filter(({ kind }) => kind === 'pod-terminating').length
    // 13 with surge before: 8 old and 5 new. 25 with surge now: 15 old and 10 new.
    expect([created, ended]).toEqual([5 + 7 + 5, 2])
  })
})

const deaf = {
  ...(await import('../../../../src/simulation/cluster/cluster-settings.ts')).defaultClusterSettings
    .kubelet,
  warmUpMs: 3_600_000,
}
