import { describe, expect, it } from 'vitest'
import { endings, oneRequest, play } from '../played.ts'

describe('connections', () => {
  it('are numbered over the whole run, retries too', () => {
    const to = { kind: 'pod', pod: 'default/web-0', port: 9 } as const
    const played = play([{ to, retry: { attempts: 2, waitMs: 100, factor: 2 } }, {}])
    const numbers = played.events.flatMap((event) =>
      event.kind === 'connection-opened' ? [`${event.atMs} ${event.connection}`] : [],
    )
    expect(numbers).toEqual(['1000 1', '1000 2', '1100 3', '1300 4'])
  })

  it('give their source port back: later ones go on with the next', () => {
    const load = { kind: 'open', perSecond: 1, arrivals: 'constant', connectionsMax: 3 } as const
    const played = play([{ load }])
    const sources = played.events.flatMap((event) =>
      event.kind === 'connection-opened' ? [event.source] : [],
    )
    expect(sources).toEqual([32_768, 32_769, 32_770].map((port) => `10.244.1.20:${port}`))
  })

  it('play the same whether time runs or is stepped', () => {
    const talk = { ...oneRequest, requests: 3, serverMs: 7, thinkMs: 11 }
    const load = { kind: 'open', perSecond: 30, arrivals: 'poisson', connectionsMax: 40 } as const
    const ran = play([{ talk, load }])
    const stepped = play([{ talk, load }], {
      untilMs: 0,
      prepare: ({ timeline }) => timeline.at(0, () => undefined),
    })
    while (stepped.world.timeline.step());
    expect(stepped.events).toEqual(ran.events)
    expect(endings(ran)).toHaveLength(40)
  })
})
