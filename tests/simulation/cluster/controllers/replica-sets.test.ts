import { expect, it } from 'vitest'
import { begin, deployment, tell, web } from '../living.ts'

it('never uses a name again', () => {
  const story = begin(web({ replicas: 1 }))
  for (const at of [1, 20, 40]) {
    story.timeline.runTo(at * 1_000)
    story.cluster.scale(deployment, at === 20 ? 0 : 2)
  }
  story.timeline.runTo(60_000)
  const names = story.events.flatMap((event) => (event.kind === 'pod-created' ? event.pod : []))
  expect(new Set(names).size).toBe(names.length)
  expect(names).toHaveLength(3)
})

it('ends first what is not ready', () => {
  const story = begin(web({ replicas: 3 }))
  const pods = story.cluster.objects.flatMap((object) =>
    object.kind === 'Pod' ? `default/${object.metadata.name}` : [],
  )
  story.cluster.setReady([pods[1] ?? ''], false)
  story.timeline.runTo(1_000)
  story.cluster.scale(deployment, 2)
  story.timeline.runTo(2_000)
  const ended = story.events.flatMap((event) => (event.kind === 'pod-terminating' ? event.pod : []))
  expect(ended).toEqual([pods[1]])
  expect(tell(story.events)[1]).toMatch(/^1\.100 pod-terminating/)
})
