import { Timeline } from '../../base/timeline.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import { EventStream } from '../events/event-stream.ts'
import type { RunPart, RunResult } from '../results/run-result.ts'
import type { Scenario } from './scenario.ts'

export interface ScenarioRunOptions {
  /** Default: the scenario's own, or 1. */
  readonly seed?: number
  /** Played without the cause of what it shows, as the scenario's `without` says. */
  readonly without?: boolean
}

const defaultSeed = 1

/** One scenario in one mode with one seed, played action by action in virtual time. */
export class ScenarioRun {
  readonly scenario: Scenario
  readonly mode: ProxyMode
  readonly part: RunPart
  readonly seed: number
  readonly events = new EventStream()
  readonly endMs: number
  readonly #timeline = new Timeline()

  constructor(scenario: Scenario, mode: ProxyMode, options: ScenarioRunOptions = {}) {
    this.scenario = scenario
    this.mode = mode
    this.part = options.without === true ? 'without' : 'cause'
    this.seed = options.seed ?? scenario.document.seed ?? defaultSeed
    this.endMs = scenario.document.duration
  }

  get nowMs(): number {
    return this.#timeline.nowMs()
  }

  /** Nothing is left to play before the scenario's end. */
  get isOver(): boolean {
    const nextMs = this.#timeline.nextMs()
    return nextMs === undefined || nextMs > this.endMs
  }

  /** Plays the next action; false when the scenario is over. */
  step(): boolean {
    return !this.isOver && this.#timeline.step()
  }

  /** Plays up to this instant, or to the scenario's end. */
  runTo(atMs: number): void {
    this.#timeline.runTo(Math.min(atMs, this.endMs))
  }

  /** Plays what is left, and says what came of it all. */
  finish(): RunResult {
    this.runTo(this.endMs)
    return {
      scenario: this.scenario.name,
      purpose: this.scenario.document.purpose,
      mode: this.mode,
      part: this.part,
      seed: this.seed,
      durationMs: this.endMs,
      traffic: [],
      convergence: [],
      peaks: { conntrackEntries: 0, ipvsConnections: 0 },
      syncs: { full: 0, partial: 0, failed: 0, lines: 0, bytes: 0 },
      violations: [],
      expectations: [],
      injections: [],
      passed: true,
    }
  }
}
