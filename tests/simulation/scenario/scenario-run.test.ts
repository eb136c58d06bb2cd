import { describe, expect, it } from 'vitest'
import { readScenario } from '../../../src/simulation/scenario/read-scenario.ts'
import { ScenarioRun } from '../../../src/simulation/scenario/scenario-run.ts'

describe('ScenarioRun', () => {
  it('plays to the end of the scenario, and not beyond', () => {
    const text = 'purpose: Nothing happens.\nduration: 10s\nseed: 7'
    const scenario = readScenario({ file: 'quiet.yaml', text }, (file) => ({ file, text: '' }))
    const run = new ScenarioRun(scenario, 'ipvs')
    run.runTo(5_000)
    expect(run.nowMs).toBe(5_000)
    expect(run.finish()).toMatchObject({ mode: 'ipvs', part: 'cause', seed: 7, durationMs: 10_000 })
    expect(run.nowMs).toBe(10_000)
    expect(run.step()).toBe(false)
    expect(run.isOver).toBe(true)
    expect(new ScenarioRun(scenario, 'ipvs', { seed: 8 }).seed).toBe(8)
  })
})
