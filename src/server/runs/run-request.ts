import type { ProxyMode } from '../../proxy/configuration.ts'
import type { RunResult } from '../../simulation/results/run-result.ts'
import type { RunControl, RunProgress } from '../messages.ts'

/** A scenario, and the files that it names; nothing of it is a file of this machine. */
export interface ScenarioTexts {
  readonly name: string
  readonly text: string
  /** By file name, without folders. */
  readonly files: Readonly<Record<string, string>>
}

/** What is to be played. */
export interface RunRequest {
  readonly scenario: ScenarioTexts
  /** Absent: all that the scenario has. */
  readonly modes?: readonly ProxyMode[]
  readonly seed?: number
  /** Also without the cause of what it shows. */
  readonly without: boolean
  /** Begins paused. */
  readonly paused: boolean
  /** Virtual seconds a second; absent: as fast as it goes. */
  readonly speed?: number
  /** Where it gave way before: it is played again up to there, in silence. */
  readonly from?: RunPosition
}

/** How far a run was when it gave its thread to others. The same seed leads there again. */
export interface RunPosition {
  /** Of the parts before this one. */
  readonly results: readonly RunResult[]
  readonly part: number
  /** Virtual time in that part. */
  readonly nowMs: number
  /** Events of that part that were told, and of all that was told. */
  readonly partEvents: number
  readonly events: number
  /** Real time of playing so far. */
  readonly playedMs: number
  readonly paused: boolean
  readonly speed?: number
}

/** From the server to the thread that plays. */
export type RunCommand =
  | WithoutRun<RunControl>
  /** So many events have arrived: more may be sent. */
  | { readonly kind: 'taken'; readonly events: number }
  /** Others wait for the thread: a run that is paused, or plays at a speed, ends where it is. */
  | { readonly kind: 'give-way' }

type WithoutRun<Message> = Message extends { readonly run: string } ? Omit<Message, 'run'> : never

/** From the thread that plays to the server. */
export type RunReport =
  | { readonly kind: 'events'; readonly texts: readonly string[]; readonly progress: RunProgress }
  | { readonly kind: 'progress'; readonly progress: RunProgress }

export interface RunOutcome {
  readonly results: readonly RunResult[]
  /** What the reader of the scenario noted. */
  readonly notes: readonly string[]
  /** It is not over: it gave way here. */
  readonly gaveWay?: RunPosition
}
