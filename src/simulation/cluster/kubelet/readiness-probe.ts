import type { InstantMs } from '../../../base/clock.ts'
import type { Timeline, Timer } from '../../../base/timeline.ts'
import type { Probe } from '../../../kubernetes/objects/probe.ts'

export interface ReadinessProbeSetup {
  readonly timeline: Timeline
  readonly timing: Probe
  /** When its container started: periods count from there. */
  readonly startedMs: InstantMs
  readonly isReady: boolean
  /** What the container would answer now. */
  readonly ask: () => boolean
  /** Called when the result changes. */
  readonly onResult: () => void
}

/**
 * One container's readiness probe (pkg/kubelet/prober/worker.go): asks once a period from the container's
 * start on, once the initial delay is over; so many equal answers in a row change the result. Probes that
 * would only confirm the result are not run.
 */
export class ReadinessProbe {
  readonly #setup: ReadinessProbeSetup
  #isReady: boolean
  /** Answers in a row that were not the result. */
  #contrary = 0
  #timer: Timer | undefined

  constructor(setup: ReadinessProbeSetup) {
    this.#setup = setup
    this.#isReady = setup.isReady
    this.look()
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** To be called where the answer may have become another one. */
  look(): void {
    const { ask, timeline } = this.#setup
    if (this.#timer !== undefined || (ask() === this.#isReady && this.#contrary === 0)) return
    this.#timer = timeline.at(this.#nextMs(), () => this.#run())
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #run(): void {
    this.#timer = undefined
    const { ask, timing, onResult } = this.#setup
    const answer = ask()
    if (answer === this.#isReady) this.#contrary = 0
    else {
      this.#contrary += 1
      const threshold = answer ? timing.successThreshold : timing.failureThreshold
      if (this.#contrary >= threshold) {
        this.#isReady = answer
        this.#contrary = 0
        onResult()
      }
    }
    this.look()
  }

  /** Ticks before the initial delay is over ask nothing. */
  #nextMs(): InstantMs {
    const { timeline, timing, startedMs } = this.#setup
    const periodMs = timing.periodSeconds * 1_000
    const sinceMs = timeline.nowMs() - startedMs
    const isFirst = sinceMs === 0 && timing.initialDelaySeconds === 0 && this.#contrary === 0
    const after = isFirst ? 0 : Math.floor(sinceMs / periodMs) + 1
    const delayed = Math.ceil((timing.initialDelaySeconds * 1_000) / periodMs)
    return startedMs + Math.max(after, delayed) * periodMs
  }
}
