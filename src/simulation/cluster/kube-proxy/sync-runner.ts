import type { InstantMs } from '../../../base/clock.ts'
import type { Timeline, Timer } from '../../../base/timeline.ts'

export interface SyncIntervals {
  /** Between the end of a run and the start of the next. */
  readonly minMs: number
  /** After a run, another one comes at the latest. */
  readonly maxMs: number
  /** After a run that failed. */
  readonly retryMs: number
}

export interface SyncRunnerSetup {
  readonly timeline: Timeline
  readonly intervals: SyncIntervals
  /** How long a run takes that would change nothing. */
  readonly idleRunMs: number
  /** Starts a run, which tells its end by `finished`. */
  readonly run: () => void
}

type State = 'waiting' | 'running' | 'cooling' | 'stopped'

/**
 * When kube-proxy syncs (pkg/proxy/runner/bounded_frequency_runner.go): at once where it is asked to, but not
 * before `minMs` have passed since the last run's end, and after `maxMs` without being asked. Where the
 * latter would change nothing, no run is made: those runs are only counted.
 */
export class SyncRunner {
  readonly #setup: SyncRunnerSetup
  #state: State = 'stopped'
  #isAsked = false
  #isPaused = false
  #timer: Timer | undefined
  /** The end of the last run. */
  #endedMs: InstantMs = 0
  #isQuiet = false
  #idleRuns = 0
  #idleEndedMs: InstantMs | undefined

  constructor(setup: SyncRunnerSetup) {
    this.#setup = setup
  }

  /** The loop begins; the first sync is made beside it. */
  start(isQuiet: boolean): void {
    this.#state = 'waiting'
    this.#endedMs = this.#setup.timeline.nowMs()
    this.#isQuiet = isQuiet
    this.#wait(this.#setup.intervals.maxMs)
    if (this.#isAsked) this.#runOrWait()
  }

  /** The process ends; a run that is under way comes to nothing. */
  stop(): void {
    this.#countIdleRuns()
    this.#state = 'stopped'
    this.#isAsked = false
    this.#timer?.cancel()
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /** Neither asked nor at work. */
  get isIdle(): boolean {
    return !this.#isAsked && this.#state !== 'running'
  }

  /** The end of the last run that was only counted, as of the last run that was made. */
  get idleEndedMs(): InstantMs | undefined {
    return this.#idleEndedMs
  }

  /** Runs that would have changed nothing, and were not made. */
  get idleRuns(): number {
    return this.#idleRuns + (this.#virtualRun()?.index ?? 0)
  }

  ask(): void {
    this.#isAsked = true
    if (this.#state === 'waiting') this.#runOrWait()
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    if (this.#state === 'waiting' && this.#isAsked) this.#runOrWait()
  }

  /** The next run would change something after all. */
  disturb(): void {
    if (!this.#isQuiet || this.#state !== 'waiting') return
    const { nextMs } = this.#countIdleRuns()
    this.#isQuiet = false
    this.#timer = this.#setup.timeline.at(nextMs, () => this.#due())
  }

  /** `isQuiet`: without being asked, the next run would change nothing. */
  finished(failed: boolean, isQuiet: boolean): void {
    const { timeline, intervals } = this.#setup
    const { minMs, maxMs, retryMs } = intervals
    this.#endedMs = timeline.nowMs()
    this.#isQuiet = isQuiet && !failed
    this.#state = 'cooling'
    const nextMs = failed ? Math.min(retryMs, maxMs) : maxMs
    this.#timer = timeline.after(minMs, () => {
      this.#state = 'waiting'
      this.#wait(nextMs - minMs)
      if (this.#isAsked) this.#runOrWait()
    })
  }

  #wait(delayMs: number): void {
    this.#timer?.cancel()
    if (!this.#isQuiet) this.#timer = this.#setup.timeline.after(delayMs, () => this.#due())
  }

  #due(): void {
    this.#isAsked = true
    this.#runOrWait()
  }

  #runOrWait(): void {
    if (this.#isPaused) return
    const { timeline, intervals } = this.#setup
    const virtual = this.#virtualRun()
    const freeMs = virtual === undefined ? 0 : virtual.endMs + intervals.minMs
    if (virtual !== undefined) this.#countIdleRuns()
    this.#timer?.cancel()
    if (freeMs > timeline.nowMs()) {
      this.#state = 'cooling'
      this.#timer = timeline.at(freeMs, () => this.#run())
    } else this.#run()
  }

  #run(): void {
    this.#state = 'running'
    this.#isAsked = false
    this.#setup.run()
  }

  /** The last of the runs that were not made; undefined: there was none. */
  #virtualRun(): { readonly index: number; readonly endMs: InstantMs } | undefined {
    if (!this.#isQuiet || this.#isPaused || this.#state !== 'waiting') return undefined
    const { timeline, intervals, idleRunMs } = this.#setup
    const cycleMs = intervals.maxMs + idleRunMs
    const index = Math.floor((timeline.nowMs() - this.#endedMs + idleRunMs) / cycleMs)
    return index === 0 ? undefined : { index, endMs: this.#endedMs + index * cycleMs }
  }

  #countIdleRuns(): { readonly nextMs: InstantMs } {
    const virtual = this.#virtualRun()
    if (virtual !== undefined) {
      this.#idleRuns += virtual.index
      this.#endedMs = virtual.endMs
      this.#idleEndedMs = virtual.endMs
    }
    return { nextMs: this.#endedMs + this.#setup.intervals.maxMs }
  }
}
