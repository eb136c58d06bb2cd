import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readScenarios } from '../src/cli/replay/scenario-files.ts'
import { ScenarioRun } from '../src/simulation/scenario/scenario-run.ts'

const scenarios = existsSync('scenarios') ? readScenarios(['scenarios']) : []

/** Every scenario in all its modes, with its cause and without. */
const runs = scenarios.flatMap((scenario) => [
  ...scenario.cause.modes.map((mode) => ({ scenario, name: scenario.name, mode, without: false })),
  ...(scenario.without?.modes ?? []).map((mode) => ({
    scenario,
    name: `${scenario.name} without its cause`,
    mode,
    without: true,
  })),
])

describe('every scenario comes out as it says', () => {
  it.each(runs)(
    '$name, $mode',
    ({ scenario, mode, without }) => {
      const { expectations } = new ScenarioRun(scenario, mode, { without }).finish()
      expect(expectations.length).toBeGreaterThan(0)
      expect(expectations.filter(({ met }) => !met)).toEqual([])
    },
    60_000,
  )
})

describe('every scenario says what it is for', () => {
  it.each(scenarios)('$file: one sentence', ({ document }) => {
    expect(document.purpose).toMatch(/^[A-Z].*[^.]\.$/)
    expect(document.purpose).not.toMatch(/[.!?] [A-Z]/)
  })

  // An expectation that holds either way shows nothing: `something that is expected with the cause is different`.
  it.each(scenarios)('$file: says what it is like without its cause', ({ without }) => {
    expect(without?.expectations.length).toBeGreaterThan(0)
  })

  it('has scenarios', () => expect(readdirSync('scenarios').length).toBeGreaterThan(12))
})
