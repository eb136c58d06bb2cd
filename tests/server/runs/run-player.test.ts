import { describe, expect, it } from 'vitest'
import { RunPlayer } from '../../../src/server/runs/run-player.ts'
import type { RunReport, RunRequest } from '../../../src/server/runs/run-request.ts'
import { smallRequest } from '../small-scenario.ts'

/** A player whose real time only passes while it rests, and who is told things at its rests. */
function playerOf(request: Partial<RunRequest>, onRest: (rest: number) => void = () => {}) {
  const reports: RunReport[] = []
  let nowMs = 0
  let rests = 0
  let takes = true
  const player = new RunPlayer(
    { ...smallRequest, ...request },
    {
      nowMs: () => nowMs,
      report: (report) => {
        reports.push(report)
        if (takes && report.kind === 'events')
          queueMicrotask(() => player.command({ kind: 'taken', events: report.texts.length }))
      },
      rest: async (ms) => {
        nowMs += ms > 1_000 ? 1 : Math.max(1, ms)
        rests += 1
        onRest(rests)
      },
    },
  )
  const events = () =>
    reports.flatMap((report) =>
      report.kind === 'events'
        ? report.texts.map(
            (text) => JSON.parse(text) as { kind: string; atMs: number; mode: string },
          )
        : [],
    )
  return {
    player,
    reports,
    events,
    last: () => reports.at(-1)?.progress,
    stopTaking: () => {
      takes = false
    },
    takeAll: () => {
      takes = true
    },
  }
}

const whole = playerOf({})
const wholeOutcome = whole.player.play()

describe('a run', () => {
  it('is played to its end, and tells every event once, in order', async () => {
    const { results } = await wholeOutcome
    expect(results.map(({ mode, passed }) => [mode, passed])).toEqual([['iptables', true]])
    const times = whole.events().map(({ atMs }) => atMs)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(whole.last()).toMatchObject({ nowMs: 180_000, endMs: 180_000, events: times.length })
  })

  it('in several modes is played in one after the other', async () => {
    const { player, events } = playerOf({ modes: ['ipvs', 'nftables'] })
    expect((await player.play()).results.map(({ mode }) => mode)).toEqual(['ipvs', 'nftables'])
    const modes = events().map(({ mode }) => mode)
    expect(modes.indexOf('nftables')).toBeGreaterThan(modes.lastIndexOf('ipvs'))
  })

  it('that begins paused waits, plays so many actions as it is told, and goes on', async () => {
    const seen: (number | undefined)[] = []
    const one = playerOf({ paused: true }, (rest) => {
      if (rest === 5) one.player.command({ kind: 'step', actions: 3 })
      if (rest === 10) {
        seen.push(one.last()?.nowMs)
        expect(one.last()?.status).toBe('paused')
        one.player.command({ kind: 'resume' })
      }
    })
    await one.player.play()
    expect(seen).toHaveLength(1)
    expect(one.events()).toEqual(whole.events())
  })

  it('at a speed passes so many virtual seconds a second', async () => {
    const at: (readonly [number, number])[] = []
    const one = playerOf({ speed: 60 }, (rest) => at.push([rest, one.last()?.nowMs ?? 0]))
    await one.player.play()
    // 180 s at 60 a second are three seconds, in rests of ten milliseconds.
    expect(at.length).toBeGreaterThanOrEqual(300)
    expect(at.length).toBeLessThan(330)
    expect(one.events()).toEqual(whole.events())
  })

  it('sought back is played again from the start, and goes on with the same events', async () => {
    let sought = false
    const one = playerOf({}, () => {
      if (sought || (one.last()?.nowMs ?? 0) < 90_000) return
      sought = true
      one.player.command({ kind: 'seek', atMs: 30_000 })
    })
    await one.player.play()
    expect(sought).toBe(true)
    const afterwards = whole.events().filter(({ atMs }) => atMs > 30_000)
    expect(one.events().slice(-afterwards.length)).toEqual(afterwards)
  })

  const given = async (
    request: Partial<RunRequest>,
    onRest: (one: Played, rest: number) => void,
  ) => {
    const one: Played = playerOf(request, (rest) => onRest(one, rest))
    const outcome = await one.player.play()
    return { ...one, outcome }
  }
  type Played = ReturnType<typeof playerOf>

  it('that gives way while it is paused goes on from there, and tells no event twice', async () => {
    const modes = { modes: ['iptables', 'ipvs'] } as const
    const undisturbed = await given(modes, () => {})
    const first = await given(modes, ({ player, last }) => {
      const { mode, nowMs = 0 } = last() ?? {}
      if (mode !== 'ipvs' || nowMs < 60_000) return
      player.command({ kind: 'pause' })
      player.command({ kind: 'give-way' })
    })
    const { gaveWay, results } = first.outcome
    expect(results.map(({ mode }) => mode)).toEqual(['iptables'])
    expect(gaveWay).toMatchObject({ part: 1, paused: true, events: first.events().length })
    const from = gaveWay as NonNullable<typeof gaveWay>
    const second = await given({ ...modes, from, paused: true }, ({ player }, rest) => {
      if (rest === 50) player.command({ kind: 'resume' })
    })
    expect(second.outcome).toEqual(undisturbed.outcome)
    expect([...first.events(), ...second.events()]).toEqual(undisturbed.events())
    expect(second.last()?.events).toBe(undisturbed.events().length)
  })

  it('gives way at a speed, not when it plays as fast as it goes, nor once it is told something', async () => {
    const atSpeed = await given({ speed: 60 }, ({ player }, rest) => {
      if (rest === 100) player.command({ kind: 'give-way' })
    })
    expect(atSpeed.outcome.gaveWay).toMatchObject({ paused: false, speed: 60 })
    const fast = await given({}, ({ player }, rest) => {
      if (rest === 2) player.command({ kind: 'give-way' })
    })
    expect(fast.outcome.gaveWay).toBeUndefined()
    const told = await given({ paused: true }, ({ player }, rest) => {
      if (rest !== 5) return
      player.command({ kind: 'give-way' })
      player.command({ kind: 'resume' })
    })
    expect(told.outcome.gaveWay).toBeUndefined()
  })

  it('that would be played for more than half an hour is ended', async () => {
    let nowMs = 0
    const player = new RunPlayer(smallRequest, {
      nowMs: () => {
        nowMs += 60_000
        return nowMs
      },
      report: ({ kind, ...report }) => {
        if (kind === 'events' && 'texts' in report)
          queueMicrotask(() => player.command({ kind: 'taken', events: report.texts.length }))
      },
      rest: async () => {},
    })
    await expect(player.play()).rejects.toThrow('played for 30 minutes, which is the most')
  })

  it('waits for a reader that does not take its events', async () => {
    const held: number[] = []
    const one = playerOf({}, (rest) => {
      if (rest === 1) one.stopTaking()
      if (rest === 3_000) {
        held.push(one.events().length)
        one.takeAll()
        one.player.command({ kind: 'taken', events: 1e9 })
      }
    })
    await one.player.play()
    expect(held[0]).toBeLessThan(14_000)
    expect(one.events().length).toBe(whole.events().length)
  })
})

it.each([
  { request: { scenario: { name: 's', text: 'duration: 1s', files: {} } }, says: 'purpose' },
  { request: { modes: [] }, says: 'the scenario is played in iptables' },
])('a run of what is none is refused: $says', ({ request, says }) => {
  expect(() => playerOf(request)).toThrow(says)
})
