import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readScenarios } from '../src/cli/replay/scenario-files.ts'
import type { ProxyMode } from '../src/proxy/configuration.ts'
import type { Scenario } from '../src/simulation/scenario/scenario.ts'
import { ScenarioRun } from '../src/simulation/scenario/scenario-run.ts'
import { kpe } from './cli/run-kpe.ts'

/** One mode each, another one for the next scenario, so that all modes are played. */
const runs = readScenarios(['scenarios']).map((scenario, index) => {
  const { modes } = scenario.cause
  return { scenario, name: scenario.name, mode: modes[index % modes.length] as ProxyMode }
})

/** Of every event, as `--events` writes it, and of the result, as `-o json` does. */
function digestOf(scenario: Scenario, mode: ProxyMode, seed: number) {
  const run = new ScenarioRun(scenario, mode, { seed })
  const events = createHash('sha256')
  run.events.subscribe((event) => events.update(`${JSON.stringify(event)}\n`))
  const result = run.finish()
  return { events: events.digest('hex'), result: JSON.stringify(result), passed: result.passed }
}

describe('the same seed gives the same bytes, another seed passes too', () => {
  it.each(runs)(
    '$name, $mode',
    ({ scenario, mode }) => {
      const first = digestOf(scenario, mode, 20_261)
      expect(digestOf(scenario, mode, 20_261)).toEqual(first)
      expect(first.passed).toBe(true)
    },
    60_000,
  )
})

describe('on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kpe-determinism-'))
  async function play(name: string, seed: string, output: string) {
    const file = join(folder, name)
    const scenarios = ['scenarios/udp.yaml', 'scenarios/known/12-hairpin-ipvs.yaml']
    const { exitCode, out } = await kpe(
      ...['replay', '--without', '--seed', seed, '-o', output, '--events', file, ...scenarios],
    )
    return { exitCode, out, events: readFileSync(file, 'utf8') }
  }

  it.each(['table', 'json', 'junit'])('%s', async (output) => {
    const first = await play('first.ndjson', '11', output)
    expect(await play('second.ndjson', '11', output)).toEqual(first)
    const other = await play('other.ndjson', '12', output)
    expect(first.exitCode + other.exitCode).toBe(0)
    // The seed is at work.
    expect(other.events).not.toBe(first.events)
  })
})
