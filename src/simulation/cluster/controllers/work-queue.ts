import type { Timeline } from '../../../base/timeline.ts'

/**
 * A controller's queue: what is added is worked on once, a lag later, however often it was added in between.
 */
export class WorkQueue {
  readonly #timeline: Timeline
  readonly #lagMs: number
  readonly #work: (key: string) => void
  readonly #waiting = new Set<string>()

  constructor(timeline: Timeline, lagMs: number, work: (key: string) => void) {
    this.#timeline = timeline
    this.#lagMs = lagMs
    this.#work = work
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  add(key: string, extraLagMs = 0): void {
    if (this.#waiting.has(key)) return
    this.#waiting.add(key)
    this.#timeline.after(this.#lagMs + extraLagMs, () => {
      this.#waiting.delete(key)
      this.#work(key)
    })
  }
}
