import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import type { LoadPlan } from '../../../src/simulation/traffic/traffic-plan.ts'
import { oneRequest, play } from './played.ts'

const opened = (plan: Partial<LoadPlan>, untilMs = 600_000) =>
  play([plan], { untilMs }).events.flatMap(({ kind, atMs }) =>
    kind === 'connection-opened' ? [atMs] : [],
  )

describe('a load', () => {
  it('comes at a constant rate, from its start until its stop', () => {
    const load = { kind: 'open', perSecond: 4, arrivals: 'constant' } as const
    expect(opened({ load, stopMs: 2_250 })).toEqual([1_000, 1_250, 1_500, 1_750, 2_000])
  })

  it('comes by chance, at the rate on average', () => {
    const load = { kind: 'open', perSecond: 100, arrivals: 'poisson' } as const
    const times = opened({ load, stopMs: 21_000 })
    expect(times.length).toBeGreaterThan(1_800)
    expect(times.length).toBeLessThan(2_200)
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    // Of an exponential distribution, the deviation is the mean.
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.9)
    expect(Math.sqrt(variance) / mean).toBeLessThan(1.1)
  })

  it('comes from so many workers, each after its last connection and a pause', () => {
    const load = { kind: 'closed', concurrency: 2, thinkMs: 100, connectionsMax: 6 } as const
    const talk = { ...oneRequest, serverMs: 50 }
    expect(opened({ load, talk })).toEqual([1_000, 1_000, 1_150, 1_150, 1_300, 1_300])
  })

  it('goes round once a millisecond at most, where nothing takes time', () => {
    const load = { kind: 'closed', concurrency: 1, thinkMs: 0 } as const
    expect(opened({ load, stopMs: 1_010 })).toHaveLength(10)
  })

  it('binds the ports that it is told to', () => {
    const load = { kind: 'open', perSecond: 1, arrivals: 'constant', connectionsMax: 3 } as const
    const sources = (plan: Partial<LoadPlan>) =>
      play([{ load, ...plan }]).events.flatMap((event) =>
        event.kind === 'connection-opened' ? [event.source.split(':')[1]] : [],
      )
    expect(sources({ sourcePorts: { kind: 'fixed', port: 2_348 } })).toEqual([
      '2348',
      '2348',
      '2348',
    ])
    expect(sources({ sourcePorts: { kind: 'range', first: 5, last: 6 } })).toEqual(['5', '6', '5'])
  })

  it('tries again as often as told, waiting longer each time', () => {
    const to = { kind: 'pod', pod: 'default/web-0', port: 9 } as const
    const retry = { attempts: 3, waitMs: 100, factor: 2 }
    expect(opened({ to, retry })).toEqual([1_000, 1_100, 1_300, 1_700])
    const { counts } = play([{ to, retry }])
    expect(counts).toMatchObject({ opened: 4, retries: 3, failed: { refused: 4 } })
  })
})

it('gives no port back for a connection that never had one', () => {
  const answers = [[parseAddress('10.96.0.10')], []]
  const to = { kind: 'name', name: 'web', port: 80 } as const
  const { events } = play(
    [{ to, load: { kind: 'open', perSecond: 1, arrivals: 'constant', connectionsMax: 2 } }],
    { resolveName: () => answers.shift() ?? [] },
  )
  const sources = events.flatMap((event) =>
    event.kind === 'connection-opened' ? event.source.replace(/^.*:/, '') : [],
  )
  expect(sources).toEqual(['32768', '0'])
})
