import type { ColorChoice, Colors } from '../report/colors.ts'

/** What a command sees of the outside: where it prints, and whether somebody watches. */
export interface CommandIo {
  /** Results, and nothing else. Called once, when the command knows that it will succeed. */
  out(text: string): void
  /** Everything that is no result: errors, warnings, progress. */
  err(text: string): void
  /** Whether stderr is a terminal: progress is drawn only there. */
  readonly progress: boolean
  /** Whether results are coloured; every word stands without its colour too. */
  readonly colors: Colors
  /** Width of the terminal; 0 where there is none. */
  readonly columns: number
}

/** Runs a command; answers its exit code. */
export type Run = (io: CommandIo) => Promise<number>

/** What the command line does with a command that was given. */
export type Start = (color: ColorChoice, run: Run) => Promise<void>

/** One line on stderr that is drawn over and over, at most ten times a second; cleared at the end. */
export class Progress {
  readonly #io: CommandIo
  readonly #nowMs: () => number
  #drawnMs = Number.NEGATIVE_INFINITY
  #width = 0

  constructor(io: CommandIo, nowMs: () => number) {
    this.#io = io
    this.#nowMs = nowMs
  }

  show(text: string): void {
    if (!this.#io.progress || this.#nowMs() - this.#drawnMs < 100) return
    this.#drawnMs = this.#nowMs()
    this.#io.err(`\r${text.padEnd(this.#width)}`)
    this.#width = text.length
  }

  clear(): void {
    if (this.#width > 0) this.#io.err(`\r${' '.repeat(this.#width)}\r`)
    this.#width = 0
  }
}
