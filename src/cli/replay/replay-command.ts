import { machineClock } from '../../base/clock.ts'
import { UserError } from '../../base/user-error.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import { formatGoDuration } from '../../proxy/go-duration.ts'
import { formatJunit } from '../../report/replay/junit.ts'
import { formatReplay } from '../../report/replay/replay-table.ts'
import type { RunResult } from '../../simulation/results/run-result.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { ScenarioRun } from '../../simulation/scenario/scenario-run.ts'
import { type CommandIo, Progress } from '../command-io.ts'
import { EventFile } from './event-file.ts'
import { readScenarios } from './scenario-files.ts'

export interface ReplayArguments {
  readonly scenarios: readonly string[]
  readonly mode?: readonly ProxyMode[]
  readonly seed?: number
  readonly without: boolean
  readonly events?: string
  readonly output: 'table' | 'json' | 'junit'
}

/** Progress is drawn from then on. */
const quietMs = 2_000
/** How often a run is looked at while it is played: always at the same instants of virtual time. */
const slices = 500

/** `kpe replay`: plays scenarios, in each of their modes. @throws UserError */
export async function replay(options: ReplayArguments, io: CommandIo): Promise<number> {
  const scenarios = readScenarios(options.scenarios)
  for (const { file, notes } of scenarios) for (const note of notes) io.err(`${file}: ${note}\n`)
  const runs = scenarios.map((scenario) => ({ scenario, runs: runsOf(scenario, options) }))
  const events = options.events === undefined ? undefined : new EventFile(options.events)
  const player = new Player(io, events)
  try {
    const results = runs.map((one) => one.runs.map((make) => player.play(make())))
    events?.finish()
    io.out(formatResults(results, options, io))
    return results.flat().every(({ passed }) => passed) ? 0 : 1
  } catch (error) {
    events?.discard()
    throw error
  } finally {
    player.clear()
  }
}

/** Made one by one: a run's cluster is forgotten when it is over. */
function runsOf(
  scenario: Scenario,
  { mode, seed, without }: ReplayArguments,
): (() => ScenarioRun)[] {
  const parts = without && scenario.without !== undefined ? [false, true] : [false]
  const runs = parts.flatMap((isWithout) => {
    const part = isWithout ? scenario.without : scenario.cause
    const modes = (part?.modes ?? []).filter((one) => mode?.includes(one) ?? true)
    return modes.map(
      (one) => () =>
        new ScenarioRun(scenario, one, {
          without: isWithout,
          ...(seed === undefined ? {} : { seed }),
        }),
    )
  })
  if (runs.length > 0) return runs
  throw new UserError(
    'E_USAGE',
    `--mode ${mode?.join(', ')}: the scenario is played in ${scenario.cause.modes.join(', ')}`,
    { file: scenario.file },
  )
}

class Player {
  readonly #progress: Progress
  readonly #events: EventFile | undefined
  readonly #startMs = machineClock.nowMs()

  constructor(io: CommandIo, events: EventFile | undefined) {
    this.#progress = new Progress(io, () => machineClock.nowMs())
    this.#events = events
  }

  play(run: ScenarioRun): RunResult {
    const { mode, part } = run
    const scenario = run.scenario.name
    let connections = 0
    run.events.subscribe((event) => {
      if (event.kind === 'connection-opened') connections += 1
      this.#events?.add({ scenario, mode, part, ...event })
    })
    for (let slice = 1; slice < slices; slice += 1) {
      run.runTo((run.endMs / slices) * slice)
      if (machineClock.nowMs() - this.#startMs > quietMs)
        this.#progress.show(
          `${scenario} ${mode}: ${Math.round((100 * slice) / slices)} % of ${formatGoDuration(run.endMs)}, ${connections} connections`,
        )
    }
    return run.finish()
  }

  clear(): void {
    this.#progress.clear()
  }
}

function formatResults(
  results: readonly (readonly RunResult[])[],
  { output }: ReplayArguments,
  io: CommandIo,
): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify({ runs: results.flat() }, null, 2)}\n`
    case 'junit':
      return formatJunit(results.flat())
    case 'table':
      return results.map((runs) => formatReplay(runs, io.colors)).join('\n')
  }
}
