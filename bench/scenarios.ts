import assert from 'node:assert/strict'
import { readScenarios } from '../src/cli/replay/scenario-files.ts'
import { ScenarioRun } from '../src/simulation/scenario/scenario-run.ts'

/** Every scenario of `scenarios/` in each of its modes, as `kpe replay scenarios --without` plays them, one after the other. */
const start = performance.now()
const times: { name: string; seconds: number }[] = []
const scenarios = readScenarios(['scenarios'])
for (const scenario of scenarios)
  for (const part of [scenario.cause, scenario.without])
    for (const mode of part?.modes ?? []) {
      const began = performance.now()
      const without = part === scenario.without
      const { passed } = new ScenarioRun(scenario, mode, { without }).finish()
      const name = `${scenario.name} ${mode}${without ? ' without its cause' : ''}`
      assert.ok(passed, name)
      times.push({ name, seconds: (performance.now() - began) / 1_000 })
    }
const seconds = (performance.now() - start) / 1_000
const [longest] = times.sort((a, b) => b.seconds - a.seconds)

console.log('| scenarios | runs | s in all | target, s | the longest run |')
console.log('|--:|--:|--:|--:|---|')
console.log(
  `| ${scenarios.length} | ${times.length} | ${seconds.toFixed(1)} | 60 | ${longest?.name}: ${longest?.seconds.toFixed(1)} s |`,
)
