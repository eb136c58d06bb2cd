import { expect, it } from 'vitest'
import { begin, web } from './living.ts'

it('gives every part a chance of its own: the same seed, the same story', () => {
  const story = (seed: number) => {
    const { cluster, timeline, events } = begin(
      web({ service: 'type: LoadBalancer, externalTrafficPolicy: Local' }),
      {},
      { seed },
    )
    cluster.loseNode('node-1')
    timeline.runTo(600_000)
    return events
  }
  expect(story(7)).toEqual(story(7))
  expect(story(7)).not.toEqual(story(8))
})

it('makes nobody that has not been asked for in a large cluster', () => {
  const { cluster, events } = begin(web(), { eagerNodesMax: 2 })
  expect(
    events.filter((event) => event.kind === 'sync-done' && event.lines === undefined),
  ).toHaveLength(3)
  expect(cluster.nodes.get('node-1')?.emulated.modes).toHaveLength(1)
})
