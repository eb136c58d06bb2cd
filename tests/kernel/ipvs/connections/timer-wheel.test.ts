import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ConnectionRecords,
  connectionFlag,
  timerNone,
} from '../../../../src/kernel/ipvs/connections/connection-records.ts'
import { fireTick } from '../../../../src/kernel/ipvs/connections/timer-ticks.ts'
import { TimerWheel } from '../../../../src/kernel/ipvs/connections/timer-wheel.ts'

function wheelAt(tick: number) {
  const records = new ConnectionRecords(1)
  records.addSegment()
  for (let slot = 0; slot < 64; slot += 1) records.setTimerPrevious(slot, timerNone)
  return { records, wheel: new TimerWheel(records, tick) }
}

/** [tick, slot] of everything that fires until `end`. */
function fired(wheel: TimerWheel, end: number): [number, number][] {
  const all: [number, number][] = []
  for (;;) {
    const slots = wheel.advance(end)
    if (slots.length === 0) return all
    for (const slot of slots) all.push([wheel.clock, slot])
  }
}

describe('the timer wheel', () => {
  it.each([
    { ticks: 0, fires: 1 },
    { ticks: 62, fires: 63 },
    { ticks: 63, fires: 64 },
    { ticks: 750, fires: 768 },
    { ticks: 15_000, fires: 15_360 },
    { ticks: 75_000, fires: 77_824 },
  ])('fires a timer of $ticks ticks after $fires', ({ ticks, fires }) => {
    expect(fireTick(0, ticks)).toBe(fires)
    const { wheel } = wheelAt(0)
    wheel.arm(3, 0, ticks)
    expect(fired(wheel, 1_000_000)).toEqual([[fires, 3]])
  })

  it('fires every timer once, in order, at its tick, wherever the clock stands and stops', () => {
    const timers = fc.array(fc.record({ at: fc.nat(5000), ticks: fc.nat(400_000) }), {
      maxLength: 40,
    })
    const start = fc.constantFrom(0, 4095, 0x7fff_ffff - 3000, -5000)
    fc.assert(
      fc.property(timers, start, fc.nat(100_000), (list, from, pause) => {
        const { wheel } = wheelAt(from | 0)
        const want: [number, number][] = []
        const got: [number, number][] = []
        let now = 0
        list
          .sort((a, b) => a.at - b.at)
          .forEach(({ at, ticks }, slot) => {
            got.push(...fired(wheel, (from + at) | 0))
            now = at
            wheel.arm(slot, (from + now) | 0, ticks)
            want.push([fireTick((from + now) | 0, ticks), slot])
          })
        got.push(...fired(wheel, (from + now + pause) | 0), ...fired(wheel, (from + 3_000_000) | 0))
        const order = (pairs: [number, number][]) =>
          pairs
            .map(([tick, slot]) => [(tick - from) | 0, slot])
            .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))
        expect(order(got)).toEqual(order(want))
        expect(got.map(([tick]) => (tick - from) | 0)).toEqual(order(got).map(([tick]) => tick))
      }),
    )
  })

  it('goes by the last setting of a timer, later or earlier', () => {
    const { wheel } = wheelAt(0)
    wheel.arm(1, 0, 100)
    wheel.arm(1, 0, 5000)
    wheel.arm(2, 0, 5000)
    wheel.arm(2, 0, 100)
    wheel.arm(3, 0, 50)
    wheel.disarm(3)
    expect(fired(wheel, 10_000)).toEqual([
      [fireTick(0, 100), 2],
      [fireTick(0, 5000), 1],
    ])
  })

  it('of one tick the coarse ones first, and connections before templates', () => {
    const { records, wheel } = wheelAt(0)
    records.setMeta(1, 6, connectionFlag.template)
    for (const slot of [1, 2]) wheel.arm(slot, 0, 4000)
    expect(fired(wheel, 3900)).toEqual([])
    // 4032 is the end of a fine bucket and of a coarse one.
    wheel.arm(3, 3900, 4031 - 3900)
    expect(fired(wheel, 5000).map(([, slot]) => slot)).toEqual([2, 1, 3])
  })
})
