import { describe, expect, it } from 'vitest'
import { begin, tell, web } from '../living.ts'

const daemons = (spec = '') =>
  web({ spec })
    .replace('kind: Deployment', 'kind: DaemonSet')
    .replace('replicas: 3', 'minReadySeconds: 0')
const reference = { kind: 'DaemonSet', namespace: 'default', name: 'web' } as const
const course = (story: ReturnType<typeof begin>) =>
  tell(story.events, /created|ready|terminating/).map((line) => line.replace(/^[\d.]+ pod-/, ''))

describe('a DaemonSet', () => {
  it('replaces its Pods node by node', () => {
    const story = begin(daemons(), {}, { nodeCount: 2 })
    story.cluster.rollOut(reference)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual([
      'terminating pod-1 on node-1',
      'created pod-2 on node-1',
      'ready pod-2 on node-1',
      'terminating pod-3 on node-2',
      'created pod-4 on node-2',
      'ready pod-4 on node-2',
    ])
  })

  it('with surge has the new one first', () => {
    const spec = 'updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}'
    const story = begin(daemons(spec), {}, { nodeCount: 1 })
    story.cluster.rollOut(reference)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual([
      'created pod-1 on node-1',
      'ready pod-1 on node-1',
      'terminating pod-2 on node-1',
    ])
  })

  it('waits for Pods to be deleted where it is told to', () => {
    const story = begin(daemons('updateStrategy: {type: OnDelete}'), {}, { nodeCount: 1 })
    story.cluster.rollOut(reference)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual([])
  })

  it('puts a Pod on a node that comes later', () => {
    const story = begin(daemons(), {}, { nodeCount: 1 })
    const node = story.cluster.objects.find((object) => object.kind === 'Node')
    if (node?.kind !== 'Node') return expect.unreachable()
    const status = { addresses: [{ type: 'InternalIP' as const, address: '192.168.0.99' }] }
    const spec = { podCIDRs: ['10.244.99.0/24'] }
    story.cluster.apply([{ ...node, metadata: { ...node.metadata, name: 'late' }, spec, status }])
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual(['created pod-1 on late', 'ready pod-1 on late'])
    expect(story.cluster.nodes.has('late')).toBe(true)
  })
})
