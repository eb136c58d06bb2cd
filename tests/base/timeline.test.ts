import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Timeline } from '../../src/base/timeline.ts'

describe('Timeline', () => {
  it('plays in the order of instants, and of asking where they are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (instants) => {
        const timeline = new Timeline()
        const played: { readonly atMs: number; readonly index: number }[] = []
        for (const [index, atMs] of instants.entries())
          timeline.at(atMs, () => played.push({ atMs: timeline.nowMs(), index }))
        while (timeline.step());
        const wanted = instants.map((atMs, index) => ({ atMs, index }))
        expect(played).toEqual(wanted.sort((a, b) => a.atMs - b.atMs || a.index - b.index))
      }),
    )
  })

  it('leaves out what was cancelled', () => {
    const timeline = new Timeline()
    const played: string[] = []
    const first = timeline.at(5, () => played.push('first'))
    timeline.at(6, () => played.push('second'))
    first.cancel()
    expect(timeline.nextMs()).toBe(6)
    timeline.runTo(10)
    expect(played).toEqual(['second'])
    expect(timeline.nowMs()).toBe(10)
    expect(timeline.nextMs()).toBeUndefined()
    expect(timeline.step()).toBe(false)
  })

  it('plays what actions ask for, also for now and for the past', () => {
    const timeline = new Timeline(100)
    const played: number[] = []
    timeline.after(10, () => {
      timeline.at(0, () => played.push(timeline.nowMs()))
      timeline.after(5, () => played.push(timeline.nowMs()))
    })
    timeline.runTo(115)
    expect(played).toEqual([110, 115])
  })

  it('lets an action go on at a later instant, unless something is due before or then', () => {
    const timeline = new Timeline()
    const seen: (boolean | number)[] = []
    timeline.at(10, () => {
      timeline.at(20, () => undefined)
      seen.push(timeline.advance(19), timeline.nowMs(), timeline.advance(20), timeline.nowMs())
    })
    timeline.at(30, () => seen.push(timeline.advance(99), timeline.advance(101), timeline.nowMs()))
    timeline.runTo(100)
    expect(seen).toEqual([true, 19, false, 19, true, false, 99])
    expect(timeline.nowMs()).toBe(100)
  })

  it('lets no action go on by itself where it is played step by step', () => {
    const timeline = new Timeline()
    const seen: boolean[] = []
    timeline.at(10, () => seen.push(timeline.advance(11)))
    timeline.step()
    expect(seen).toEqual([false])
    expect(timeline.nowMs()).toBe(10)
  })
})
