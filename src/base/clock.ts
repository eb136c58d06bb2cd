/** Milliseconds of virtual time since the run began. */
export type InstantMs = number

/** Tells the time. Inside the emulator time is virtual and only moves when somebody moves it. */
export interface Clock {
  nowMs(): InstantMs
}

/** A clock that stands still until it is moved, and never goes back. */
export class ManualClock implements Clock {
  #nowMs: InstantMs

  constructor(startMs: InstantMs = 0) {
    this.#nowMs = startMs
  }

  nowMs(): InstantMs {
    return this.#nowMs
  }

  advance(byMs: number): void {
    this.moveTo(this.#nowMs + byMs)
  }

  moveTo(toMs: InstantMs): void {
    if (toMs > this.#nowMs) this.#nowMs = toMs
  }
}

/** The machine's own time, for progress reports and benches; the one place that reads it. */
export const machineClock: Clock = { nowMs: () => performance.now() }
