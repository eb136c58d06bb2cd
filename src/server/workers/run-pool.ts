import type { MessagePort } from 'node:worker_threads'
import type { RunOutcome, RunRequest, ScenarioTexts } from '../runs/run-request.ts'
import type { PlayRunTask, ScenarioFacts } from './run-worker.ts'
import { TaskPool, type TaskPoolSettings } from './task-pool.ts'

/** The threads that play runs. */
export class RunPool {
  readonly #runs: TaskPool
  /** Its own: nobody who sends a scenario waits for a run. */
  readonly #checks: TaskPool

  constructor(settings: Omit<TaskPoolSettings, 'file'>) {
    this.#runs = new TaskPool({ ...settings, file: 'run-worker' })
    this.#checks = new TaskPool({ ...settings, file: 'run-worker', threads: 1 })
  }

  /** @throws UserError E_BUSY where as many wait as may; what the scenario is refused for */
  play(request: RunRequest, port: MessagePort, signal: AbortSignal): Promise<RunOutcome> {
    const task: PlayRunTask = { request, port }
    return this.#runs.run<RunOutcome>('playRun', task, { signal, transfer: [port] })
  }

  /** @throws UserError what the scenario is refused for */
  check(scenario: ScenarioTexts): Promise<ScenarioFacts> {
    return this.#checks.run<ScenarioFacts>('checkScenario', scenario)
  }

  async close(): Promise<void> {
    await Promise.all([this.#runs.close(), this.#checks.close()])
  }
}
