import { expect, it } from 'vitest'
import { begin, tell, web } from '../living.ts'

const text = web({ replicas: 1 }).replace('kind: Deployment', 'kind: ReplicaSet')
const reference = { kind: 'ReplicaSet', namespace: 'default', name: 'web' } as const

it('replaces a Pod that goes, and gives new Pods alone a new template', () => {
  const story = begin(text)
  story.cluster.rollOut(reference)
  story.timeline.runTo(5_000)
  expect(tell(story.events)).toEqual([])
  const pod = story.cluster.objects.find((object) => object.kind === 'Pod')
  story.cluster.deletePod(`default/${pod?.metadata.name}`)
  story.timeline.runTo(20_000)
  expect(tell(story.events).filter((line) => !line.includes('gone'))).toEqual([
    '5.000 pod-terminating pod-1 on node-1',
    '5.050 pod-created pod-2 on ',
    '7.070 pod-started pod-2 on node-2',
    '7.120 pod-ready pod-2 on node-2',
  ])
})

it('goes with its Pods', () => {
  const story = begin(text)
  story.cluster.delete(reference)
  story.timeline.runTo(20_000)
  expect(story.cluster.objects.some((object) => object.kind === 'Pod')).toBe(false)
})
