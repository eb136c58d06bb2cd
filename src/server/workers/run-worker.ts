import type { MessagePort } from 'node:worker_threads'
import { machineClock } from '../../base/clock.ts'
import { readRunScenario } from '../runs/read-run-scenario.ts'
import { RunPlayer } from '../runs/run-player.ts'
import type { RunCommand, RunOutcome, RunRequest, ScenarioTexts } from '../runs/run-request.ts'
import { failureOf, type TaskResult } from './worker-messages.ts'

export interface PlayRunTask {
  readonly request: RunRequest
  /** Commands come by it, reports go by it. */
  readonly port: MessagePort
}

/** Plays a run in a thread of the pool. */
export async function playRun({ request, port }: PlayRunTask): Promise<TaskResult<RunOutcome>> {
  let wake: () => void = () => {}
  try {
    const player = new RunPlayer(request, {
      nowMs: () => machineClock.nowMs(),
      report: (report) => port.postMessage(report),
      rest: (ms) =>
        new Promise((resolve) => {
          const timer = ms === 0 ? setImmediate(resolve) : undefined
          const timeout = ms === 0 ? undefined : setTimeout(resolve, ms)
          wake = () => {
            clearImmediate(timer)
            clearTimeout(timeout)
            resolve()
          }
        }),
    })
    port.on('message', (command: RunCommand) => {
      player.command(command)
      wake()
    })
    return { value: await player.play() }
  } catch (error) {
    return { failure: failureOf(error) }
  } finally {
    port.close()
  }
}

/** Reads a scenario, and answers what there is to say of it. */
export function checkScenario(scenario: ScenarioTexts): TaskResult<ScenarioFacts> {
  try {
    const { document, notes, cause } = readRunScenario(scenario)
    const { purpose, link } = document
    const facts = { purpose, modes: cause.modes, endMs: cause.endMs, notes }
    return { value: link === undefined ? facts : { ...facts, link } }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

export interface ScenarioFacts {
  readonly purpose: string
  readonly link?: string
  readonly modes: readonly string[]
  readonly endMs: number
  readonly notes: readonly string[]
}
