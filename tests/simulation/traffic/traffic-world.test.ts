import { describe, expect, it } from 'vitest'
import { endings, oneRequest, play } from './played.ts'

describe('the world of connections', () => {
  it('tells all that wait at a pod of its end, and only those', () => {
    const load = { kind: 'open', perSecond: 100, arrivals: 'constant', connectionsMax: 40 } as const
    const played = play([{ load, talk: { ...oneRequest, close: 'kept' } }], {
      prepare: ({ cluster, timeline }) => {
        timeline.at(5_000, () => cluster.podNamed('default/web-0')?.end('rst'))
        timeline.at(6_000, () => cluster.podNamed('default/web-1')?.end('fin'))
      },
    })
    const chosen = played.events.flatMap((event) =>
      event.kind === 'endpoint-chosen' ? [event.pod] : [],
    )
    const onFirst = chosen.filter((pod) => pod === 'default/web-0').length
    expect(onFirst).toBeGreaterThan(5)
    const texts = endings(played)
    expect(texts.filter((text) => text.startsWith('5000 reset'))).toHaveLength(onFirst)
    expect(texts.filter((text) => text.startsWith('6000 completed'))).toHaveLength(40 - onFirst)
  })
})
