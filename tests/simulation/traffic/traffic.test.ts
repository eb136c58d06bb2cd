import { describe, expect, it } from 'vitest'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import { oneRequest, play } from './played.ts'

const load = { kind: 'open', perSecond: 50, arrivals: 'poisson', connectionsMax: 200 } as const

describe.each(proxyModes)('traffic in %s mode', (mode) => {
  it('is the same for the same seed, and other for another', () => {
    const run = (seed: number) =>
      JSON.stringify(play([{ load, talk: { ...oneRequest, serverMs: 3 } }], { mode, seed }).events)
    expect(run(5)).toBe(run(5))
    expect(run(6)).not.toBe(run(5))
  })

  it('loses no packet without saying so', () => {
    const plans = [
      { load },
      { name: 'direct', load, to: { kind: 'pod', pod: 'default/web-1', port: 9 } as const },
      {
        name: 'outside',
        load,
        client: 'users',
        to: { kind: 'node', node: 'node-3', port: 30_080 } as const,
      },
    ]
    const { world } = play(plans, {
      mode,
      prepare: ({ cluster, timeline }) => {
        timeline.at(2_000, () => cluster.podNamed('default/web-0')?.end('silence'))
      },
    })
    const { sent, arrived, lost } = world.network.counts
    expect(arrived + Object.values(lost).reduce((sum, count) => sum + count, 0)).toBe(sent)
    expect(lost['pod-gone']).toBeGreaterThan(0)
  })
})

describe('one traffic', () => {
  it('is not shifted by another one’s draws', () => {
    const arrivals = (plans: Parameters<typeof play>[0]) =>
      play(plans).events.flatMap((event) =>
        event.kind === 'connection-opened' && event.traffic === 'steady' ? [event.atMs] : [],
      )
    expect(arrivals([{ load }, { name: 'other', load }])).toEqual(arrivals([{ load }]))
  })
})
