import { describe, expect, it } from 'vitest'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import type { RunEvent } from '../../../src/simulation/events/run-event.ts'
import { runOf, steady } from './played.ts'
import { refusalOf } from './read-text.ts'

describe('ScenarioRun', () => {
  it.each(proxyModes)('plays traffic in %s mode', (mode) => {
    const result = runOf([...steady, 'expect: [{ failed: 0, backends: 2 }]'], mode).finish()
    expect(result).toMatchObject({ mode, part: 'cause', seed: 1, durationMs: 60_000, passed: true })
    expect(result.traffic).toMatchObject([{ traffic: 'steady', completed: 600, failed: 0 }])
    expect(result.expectations.map(({ met }) => met)).toEqual([true, true])
    expect(result.peaks.ipvsConnections > 0).toBe(mode === 'ipvs')
    expect(result.syncs.full).toBeGreaterThanOrEqual(3)
  })

  it('gives the same events for the same seed, however it is played', () => {
    const lines = [...steady, 'events: [{ at: 20s, rollOut: statefulset/web }]']
    const played = (play: (run: ReturnType<typeof runOf>) => void, seed = 7) => {
      const run = runOf(lines, 'nftables', { seed })
      const events: RunEvent[] = []
      run.events.subscribe((event) => events.push(event))
      play(run)
      return JSON.stringify([events, run.finish()])
    }
    const whole = played(() => {})
    expect(
      played((run) => {
        while (run.step());
      }),
    ).toBe(whole)
    expect(
      played((run) => {
        for (let ms = 0; ms < 60_000; ms += 700) run.runTo(ms)
      }),
    ).toBe(whole)
    expect(played(() => {}, 8)).not.toBe(whole)
  })

  it('stands at its end, and not beyond', () => {
    const run = runOf(steady)
    expect(run.isOver).toBe(false)
    run.runTo(99_000_000)
    expect(run.nowMs).toBe(run.endMs)
    expect([run.isOver, run.step()]).toEqual([true, false])
    expect(run.finish()).toBe(run.finish())
  })

  it('plays it without its cause, and says so where nothing is different', () => {
    const lines = [
      ...steady,
      'events: [{ at: 20s, name: end, scale: sts/web, replicas: 0 }]',
      'expect: [{ failed: { atLeast: 1 } }]',
      'without: { cause: Pods stay., skip: [end], expect: [{ failed: 0 }] }',
    ]
    expect(runOf(lines).finish().passed).toBe(true)
    const without = runOf(lines, 'iptables', { without: true }).finish()
    expect(without).toMatchObject({ part: 'without', passed: true })
    expect(without.expectations.at(-1)?.seen).toContain('not met: failed is at least 1')
    const same = [
      ...steady,
      'expect: [{ failed: 0 }]',
      'without: { cause: None., expect: [{ failed: 0 }] }',
    ]
    expect(runOf(same, 'iptables', { without: true }).finish()).toMatchObject({ passed: false })
    expect(refusalOf(() => runOf(steady, 'ipvs', { without: true }))).toContain(
      'no `without` section',
    )
  })

  it('tells an event that cannot happen at its place in the scenario', () => {
    const run = runOf([...steady, 'events: [{ at: 1s, kill: pod/web-7 }]'])
    expect(refusalOf(() => run.finish())).toContain(
      '7:20: none of the pods that are named here runs',
    )
  })
})
