import { expect, it } from 'vitest'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { begin, deployment, tell, web } from '../living.ts'

const started = (story: ReturnType<typeof begin>) =>
  tell(story.events).filter((line) => line.includes('started'))

it('spreads the Pods of a Deployment over the nodes', () => {
  const story = begin(web({ replicas: 0 }))
  story.cluster.scale(deployment, 3)
  story.timeline.runTo(10_000)
  expect(started(story).map((line) => line.split(' ').pop())).toEqual([
    'node-1',
    'node-2',
    'node-3',
  ])
})

it('lets a Pod wait that no node takes, until one does', () => {
  const story = begin(web({ replicas: 0, pod: 'nodeSelector: {disk: ssd},' }), {}, { nodeCount: 1 })
  story.cluster.scale(deployment, 1)
  story.timeline.runTo(10_000)
  expect(started(story)).toEqual([])
  const node = story.cluster.objects.find((object) => object.kind === 'Node')
  if (node?.kind !== 'Node') return expect.unreachable()
  const { metadata } = node
  story.cluster.apply([
    { ...node, metadata: { ...metadata, labels: { ...metadata.labels, disk: 'ssd' } } },
  ])
  story.timeline.runTo(20_000)
  expect(started(story)).toEqual(['12.020 pod-started pod-1 on node-1'])
})

it('gives a Pod that names its node no other', () => {
  const story = begin('')
  story.cluster.apply(
    objectsOf(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: node-3, containers: [{name: c}]}',
    ),
  )
  story.timeline.runTo(10_000)
  expect(started(story)).toEqual(['2.020 pod-started pod-1 on node-3'])
})
