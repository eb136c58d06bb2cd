import { describe, expect, it } from 'vitest'
import { begin, web } from '../living.ts'

const stateful = (options: Parameters<typeof web>[0]) =>
  web(options).replace('kind: Deployment', 'kind: StatefulSet')
const reference = { kind: 'StatefulSet', namespace: 'default', name: 'web' } as const
const kinds = /^pod-(created|ready|terminating|gone)$/

function course(story: ReturnType<typeof begin>): string[] {
  return story.events.flatMap((event) =>
    kinds.test(event.kind) && 'pod' in event
      ? `${event.kind.slice(4)} ${event.pod?.slice('default/web-'.length)}`
      : [],
  )
}

describe('a StatefulSet', () => {
  it('grows one after the other, each when the one before is ready', () => {
    const story = begin(stateful({ replicas: 0 }))
    story.cluster.scale(reference, 3)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual([
      'created 0',
      'ready 0',
      'created 1',
      'ready 1',
      'created 2',
      'ready 2',
    ])
  })

  it('grows at once where it may', () => {
    const story = begin(stateful({ replicas: 0, spec: 'podManagementPolicy: Parallel' }))
    story.cluster.scale(reference, 2)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual(['created 0', 'created 1', 'ready 0', 'ready 1'])
  })

  it('shrinks from the highest number, one after the other', () => {
    const story = begin(stateful({ replicas: 3 }))
    story.cluster.scale(reference, 1)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual(['terminating 2', 'gone 2', 'terminating 1', 'gone 1'])
  })

  it('rolls out from the highest number down, each under its own name again', () => {
    const story = begin(stateful({ replicas: 2 }))
    story.cluster.rollOut(reference)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual([
      'terminating 1',
      'gone 1',
      'created 1',
      'ready 1',
      'terminating 0',
      'gone 0',
      'created 0',
      'ready 0',
    ])
  })

  it('leaves Pods below the partition as they are', () => {
    const spec = 'updateStrategy: {rollingUpdate: {partition: 1}}'
    const story = begin(stateful({ replicas: 2, spec }))
    story.cluster.rollOut(reference)
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual(['terminating 1', 'gone 1', 'created 1', 'ready 1'])
  })

  it('replaces a Pod that is deleted', () => {
    const story = begin(stateful({ replicas: 2 }))
    story.cluster.deletePod('default/web-0')
    story.timeline.runTo(60_000)
    expect(course(story)).toEqual(['terminating 0', 'gone 0', 'created 0', 'ready 0'])
  })
})
