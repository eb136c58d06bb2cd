import { describe, expect, it } from 'vitest'
import { begin, deployment, tell, web } from '../living.ts'

const only = (events: readonly string[], pattern: RegExp) =>
  events.filter((line) => pattern.test(line))
const probe = 'readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5, failureThreshold: 2}'
const firstPod = (story: ReturnType<typeof begin>) =>
  [...story.cluster.objects].flatMap((object) =>
    object.kind === 'Pod' ? `default/${object.metadata.name}` : [],
  )[0] ?? ''

describe('a kubelet', () => {
  it('ends a Pod: terminating at once, preStop, SIGTERM, gone', () => {
    const story = begin(
      web({ replicas: 1, container: 'lifecycle: {preStop: {sleep: {seconds: 5}}}' }),
    )
    const name = firstPod(story)
    const pod = story.cluster.podNamed(name)
    const listens: boolean[] = []
    story.timeline.runTo(1_000)
    story.cluster.deletePod(name)
    for (const second of [2, 5, 6.1, 7.2]) {
      story.timeline.runTo(second * 1_000)
      listens.push(pod?.listens(6, 8080) === true)
    }
    expect(only(tell(story.events), /pod-1/)).toEqual([
      '1.000 pod-terminating pod-1 on node-1',
      '7.050 pod-gone pod-1 on node-1',
    ])
    expect(listens).toEqual([true, true, false, false])
    expect(pod?.state).toBe('gone')
    expect(story.cluster.podAt(pod?.addresses[0] as never)).toBeUndefined()
  })

  it('notices that a container ended, and starts it anew', () => {
    const story = begin(web({ replicas: 1 }))
    const name = firstPod(story)
    const told: string[] = []
    story.cluster.podNamed(name)?.onEnd((how) => told.push(how))
    story.timeline.runTo(1_000)
    story.cluster.killPod(name)
    expect(told).toEqual(['fin'])
    story.timeline.runTo(30_000)
    story.cluster.killPod(name)
    story.timeline.runTo(60_000)
    expect(only(tell(story.events), /started/)).toEqual([
      '2.000 pod-started pod-1 on node-1',
      '41.000 pod-started pod-1 on node-1',
    ])
  })

  it.each([
    {
      name: 'with a probe: after its failures',
      container: probe,
      want: /^(7|8|9|10|11|12|13|14|15)\./,
    },
    { name: 'without one: at once', container: '', want: /^5\.050/ },
  ])('finds a Pod not ready $name', ({ container, want }) => {
    const story = begin(web({ replicas: 1, container }))
    story.timeline.runTo(5_000)
    story.cluster.setReady([firstPod(story)], false)
    story.timeline.runTo(60_000)
    const [line = ''] = tell(story.events)
    expect(line).toMatch(/pod-not-ready pod-1 on node-1$/)
    expect(line).toMatch(want)
  })

  it('starts a Pod: running, warm, ready', () => {
    const story = begin(web({ replicas: 0, container: probe }))
    story.cluster.scale(deployment, 1)
    story.timeline.runTo(60_000)
    expect(tell(story.events)).toEqual([
      '0.100 pod-created pod-1 on ',
      '2.120 pod-started pod-1 on node-1',
      '2.170 pod-ready pod-1 on node-1',
    ])
  })

  it('of a lost node hears and tells nothing until it is back', () => {
    const story = begin(web({ replicas: 1 }))
    const name = firstPod(story)
    story.timeline.runTo(1_000)
    story.cluster.loseNode('node-1')
    story.timeline.runTo(2_000)
    story.cluster.deletePod(name)
    story.timeline.runTo(20_000)
    expect(story.cluster.podNamed(name)?.state).toBe('running')
    story.cluster.returnNode('node-1')
    story.timeline.runTo(40_000)
    expect(only(tell(story.events), /gone/)).toEqual(['21.000 pod-gone pod-1 on node-1'])
  })
})
