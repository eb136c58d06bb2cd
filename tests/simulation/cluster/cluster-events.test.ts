import { expect, it } from 'vitest'
import { objectsOf } from '../../kubernetes/manifests.ts'
import { begin, tell, web } from './living.ts'

it('tells of objects that are applied and deleted, and of Pods by what becomes of them', () => {
  const story = begin('')
  story.cluster.apply(objectsOf(web({ replicas: 1 })))
  story.timeline.runTo(10_000)
  story.cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' })
  story.timeline.runTo(20_000)
  const lines = tell(story.events, /^(pod|object)-/).map((line) => line.replace(/web-\w+/, 'web-x'))
  expect(lines).toEqual([
    '0.000 object-applied Service web',
    '0.000 object-applied Deployment web',
    '0.050 object-applied EndpointSlice web-x',
    '0.100 pod-created pod-1 on ',
    '2.120 pod-started pod-1 on node-1',
    '2.170 pod-ready pod-1 on node-1',
    // The placeholder of a Service without Pods goes.
    '2.220 object-deleted EndpointSlice web-x',
    '2.220 object-applied EndpointSlice web-x',
    '10.000 object-deleted Service web',
    '10.050 object-deleted EndpointSlice web-x',
  ])
})
