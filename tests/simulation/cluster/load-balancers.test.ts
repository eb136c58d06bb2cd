import { describe, expect, it } from 'vitest'
import { objectsOf } from '../../kubernetes/manifests.ts'
import { begin, deployment, tell, web } from './living.ts'

const local = 'type: LoadBalancer, externalTrafficPolicy: Local'
const nodesOf = ({ cluster }: ReturnType<typeof begin>) =>
  cluster.loadBalancerNodes('default/web').join(' ')

describe('an external load balancer', () => {
  it.each([
    { policy: 'type: LoadBalancer', want: 'node-1 node-2 node-3' },
    { policy: local, want: 'node-1' },
    { policy: 'type: NodePort', want: '' },
  ])('with {$policy} begins with: $want', ({ policy, want }) => {
    expect(nodesOf(begin(web({ replicas: 1, service: policy })))).toBe(want)
  })

  it('with the policy Local takes a node out after three checks, and in after one', () => {
    const story = begin(web({ replicas: 1, service: local }))
    story.timeline.runTo(10_000)
    story.cluster.setReady(podsOf(story), false)
    story.timeline.runTo(60_000)
    story.cluster.setReady(podsOf(story), true)
    story.timeline.runTo(100_000)
    const [out, back] = story.events.filter(({ kind }) => kind === 'load-balancer-changed')
    expect(out).toMatchObject({ nodes: [] })
    expect(back).toMatchObject({ nodes: ['node-1'] })
    const sinceNotReady = (out?.atMs ?? 0) - 10_000
    const sinceReady = (back?.atMs ?? 0) - 60_000
    expect(sinceNotReady > 17_000 && sinceNotReady <= 26_000).toBe(true)
    expect(sinceReady > 1_000 && sinceReady <= 10_000).toBe(true)
  })

  it('forgets what was bad when it is good again in time', () => {
    const story = begin(web({ replicas: 1, service: local }))
    story.cluster.setReady(podsOf(story), false)
    story.timeline.runTo(5_000)
    story.cluster.setReady(podsOf(story), true)
    story.timeline.runTo(100_000)
    expect(tell(story.events, /load-balancer/)).toEqual([])
  })

  it('takes a lost node out, whatever the policy', () => {
    const story = begin(web({ service: 'type: LoadBalancer' }))
    story.cluster.loseNode('node-2')
    story.timeline.runTo(40_000)
    expect(nodesOf(story)).toBe('node-1 node-3')
    story.cluster.returnNode('node-2')
    story.timeline.runTo(80_000)
    expect(nodesOf(story)).toBe('node-1 node-2 node-3')
  })

  it('of a new Service has to find its nodes first, and goes with it', () => {
    const story = begin(web())
    story.cluster.apply(objectsOf(web({ service: 'type: LoadBalancer' })).slice(0, 1))
    expect(nodesOf(story)).toBe('')
    story.timeline.runTo(20_000)
    expect(nodesOf(story)).toBe('node-1 node-2 node-3')
    story.cluster.delete({ ...deployment, kind: 'Service' })
    expect(nodesOf(story)).toBe('')
  })
})

function podsOf({ cluster }: ReturnType<typeof begin>): string[] {
  return cluster.objects.flatMap((object) =>
    object.kind === 'Pod' ? `default/${object.metadata.name}` : [],
  )
}
