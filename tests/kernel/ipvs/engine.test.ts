import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/base/journal.ts'
import { IpvsEngine } from '../../../src/kernel/ipvs/engine.ts'
import { restoreCommands } from '../../../src/kernel/ipvs/text/ipvsadm-restore.ts'
import { formatSave } from '../../../src/kernel/ipvs/text/ipvsadm-save.ts'
import { playSteps, RandomPlay } from './random-play.ts'

describe('whatever happens to an engine', () => {
  it('counters are never negative, and agree with a recount of the table', () => {
    fc.assert(
      fc.property(playSteps, (steps) => {
        const play = new RandomPlay()
        for (const step of steps) {
          play.play(step)
          expect(play.wrongCounts()).toEqual([])
          for (const { active, total, persistent, references } of play.engine.servers.all())
            expect(Math.min(active, total - active, persistent, references)).toBeGreaterThanOrEqual(
              0,
            )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a journal takes everything back, and nothing remembers', () => {
    fc.assert(
      fc.property(playSteps, playSteps, playSteps, fc.nat(1), (before, tried, after, expire) => {
        const [play, other] = [new RandomPlay(), new RandomPlay()]
        for (const { engine } of [play, other]) engine.sysctls.expire_nodest_conn = expire
        for (const step of before) for (const one of [play, other]) one.play(step)
        play.engine.advance(play.nowMs)
        other.engine.advance(other.nowMs)
        const want = play.picture()
        const journal = new Journal()
        for (const step of tried) if (step.kind !== 'wait') play.play(step, journal)
        journal.rollBack()
        expect(play.picture()).toBe(want)
        for (const step of after) {
          for (const one of [play, other]) one.play(step)
          expect(play.picture()).toBe(other.picture())
        }
      }),
      { numRuns: 300 },
    )
  })

  it('what is saved loads as it was', () => {
    fc.assert(
      fc.property(playSteps, (steps) => {
        const play = new RandomPlay()
        for (const step of steps) play.play(step)
        const saved = formatSave(play.engine.virtualServers)
        const engine = new IpvsEngine()
        restoreCommands(engine, saved.join('\n'), 'saved')
        expect(formatSave(engine.virtualServers)).toEqual(saved)
      }),
    )
  })
})
