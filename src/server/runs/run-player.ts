import { UserError } from '../../base/user-error.ts'
import type { RunResult } from '../../simulation/results/run-result.ts'
import type { Scenario } from '../../simulation/scenario/scenario.ts'
import { ScenarioRun, type ScenarioRunOptions } from '../../simulation/scenario/scenario-run.ts'
import type { RunProgress } from '../messages.ts'
import { readRunScenario } from './read-run-scenario.ts'
import type { RunCommand, RunOutcome, RunPosition, RunReport, RunRequest } from './run-request.ts'

/** What a player needs of the thread that it plays in. */
export interface PlayerHost {
  /** Real time. */
  nowMs(): number
  report(report: RunReport): void
  /** Lets messages in; at most so long, less where one came. */
  rest(ms: number): Promise<void>
}

/** One mode of a scenario, with or without its cause. */
interface Part {
  readonly make: () => ScenarioRun
}

/** Real milliseconds of playing before messages are let in. */
const sliceMs = 10
const reportEveryMs = 50
const eventsPerReportMax = 2_000
/** Events on their way that nobody has taken yet; then the player waits. */
const eventsUnderWayMax = 10_000
const foreverMs = 60_000
/** Of real time, pauses and waits aside: what a scenario may ask for takes hours otherwise. */
export const playingMsMax = 30 * 60_000

/** Plays the parts of a run one after the other, as fast as it goes or at a speed, and does what it is told meanwhile. */
export class RunPlayer {
  readonly #host: PlayerHost
  readonly #scenario: Scenario
  readonly #parts: readonly Part[]
  #texts: string[] = []
  #events = 0
  #underWay = 0
  #reportedMs = Number.NEGATIVE_INFINITY
  #isPaused: boolean
  #speed: number | undefined
  /** Where virtual and real time last agreed, for a speed. */
  #anchor: { readonly virtualMs: number; readonly realMs: number } | undefined
  #seekMs: number | undefined
  #steps = 0
  #givesWay = false
  #playedMs = 0
  #restedMs: number
  /** Events of the part that is played, and up to which of them they were told before it gave way. */
  #partEvents = 0
  #knownEvents = 0
  readonly #from: RunPosition | undefined
  #run: ScenarioRun | undefined
  /** While a part is played again up to where it was wanted, its events are old news. */
  #isSilent = false

  /** @throws UserError */
  constructor(request: RunRequest, host: PlayerHost) {
    this.#host = host
    this.#scenario = readRunScenario(request.scenario)
    this.#parts = partsOf(this.#scenario, request)
    this.#isPaused = request.paused
    this.#speed = request.speed
    this.#from = request.from
    this.#events = request.from?.events ?? 0
    this.#playedMs = request.from?.playedMs ?? 0
    this.#restedMs = host.nowMs()
  }

  command(command: RunCommand): void {
    // Whoever is told something is not left alone any more.
    this.#givesWay = command.kind === 'give-way' || (command.kind === 'taken' && this.#givesWay)
    switch (command.kind) {
      case 'pause':
        this.#isPaused = true
        break
      case 'resume':
        this.#isPaused = false
        this.#speed = command.speed
        this.#anchor = undefined
        break
      case 'step':
        this.#isPaused = true
        this.#steps += command.actions ?? 1
        break
      case 'seek':
        this.#seekMs = command.atMs
        break
      case 'taken':
        this.#underWay -= command.events
        return
      case 'give-way':
        return
    }
    this.#report()
  }

  async play(): Promise<RunOutcome> {
    const { notes } = this.#scenario
    const results = [...(this.#from?.results ?? [])]
    const first = this.#from?.part ?? 0
    for (const [index, part] of this.#parts.entries()) {
      if (index < first) continue
      const result = await this.#playPart(part, index === first ? this.#from : undefined)
      if (result === undefined) {
        await this.#drain()
        return { results, notes, gaveWay: this.#position(results, index) }
      }
      results.push(result)
    }
    await this.#drain()
    return { results, notes }
  }

  /** Undefined: it gave way. */
  async #playPart(part: Part, from: RunPosition | undefined): Promise<RunResult | undefined> {
    let run = this.#begin(part)
    this.#report()
    if (from !== undefined) await this.#replay(run, from)
    while (!run.isOver || this.#seekMs !== undefined) {
      if (this.#seekMs !== undefined) run = await this.#seek(part, run, this.#seekMs)
      else if (this.#steps > 0) this.#step(run)
      else if (this.#givesWay && (this.#isPaused || this.#speed !== undefined)) return undefined
      else if (this.#isPaused || this.#underWay > eventsUnderWayMax) await this.#rest(foreverMs)
      else if (this.#speed === undefined) await this.#playSlice(run)
      else await this.#playAtSpeed(run, this.#speed)
    }
    const result = run.finish()
    this.#report()
    return result
  }

  #begin(part: Part): ScenarioRun {
    const run = part.make()
    this.#run = run
    this.#anchor = undefined
    this.#partEvents = 0
    this.#knownEvents = 0
    const { mode } = run
    run.events.subscribe((event) => {
      this.#partEvents += 1
      if (this.#isSilent || this.#partEvents <= this.#knownEvents) return
      this.#texts.push(JSON.stringify({ ...event, mode }))
      this.#events += 1
    })
    return run
  }

  /** Up to where it gave way; those who listen know the events of that. */
  async #replay(run: ScenarioRun, { partEvents, nowMs }: RunPosition): Promise<void> {
    this.#knownEvents = partEvents
    while (this.#partEvents < partEvents && this.#playUntil(this.#host.nowMs() + sliceMs, run))
      await this.#rest(0)
    run.runTo(nowMs)
    this.#report()
  }

  /** False: there is nothing left, or all is played again that was known. */
  #playUntil(untilMs: number, run: ScenarioRun): boolean {
    while (this.#host.nowMs() < untilMs)
      if (!run.step() || this.#partEvents >= this.#knownEvents) return false
    return true
  }

  async #playSlice(run: ScenarioRun): Promise<void> {
    this.#givesWay = false
    const untilMs = this.#host.nowMs() + sliceMs
    do for (let count = 0; count < 50 && run.step(); count += 1);
    while (!run.isOver && this.#host.nowMs() < untilMs && this.#texts.length < eventsPerReportMax)
    await this.#rest(0)
  }

  async #playAtSpeed(run: ScenarioRun, speed: number): Promise<void> {
    this.#anchor ??= { virtualMs: run.nowMs, realMs: this.#host.nowMs() }
    const { virtualMs, realMs } = this.#anchor
    const wantedMs = virtualMs + (this.#host.nowMs() - realMs) * speed
    const untilMs = this.#host.nowMs() + sliceMs
    // In small parts: at a high speed a tick may hold more than a slice of work.
    while (run.nowMs < Math.min(wantedMs, run.endMs) && this.#host.nowMs() < untilMs)
      run.runTo(Math.min(wantedMs, run.nowMs + Math.max(1, speed)))
    await this.#rest(sliceMs)
  }

  #step(run: ScenarioRun): void {
    this.#steps -= 1
    run.step()
    if (this.#steps === 0) this.#report()
  }

  /** Back is: from the start again, in silence, with the same seed. */
  async #seek(part: Part, from: ScenarioRun, atMs: number): Promise<ScenarioRun> {
    this.#seekMs = undefined
    this.#anchor = undefined
    this.#isSilent = atMs < from.nowMs
    const run = this.#isSilent ? this.#begin(part) : from
    const toMs = Math.min(atMs, run.endMs)
    const partMs = Math.max(1, toMs / 1_000)
    while (run.nowMs < toMs && this.#seekMs === undefined) {
      run.runTo(Math.min(toMs, run.nowMs + partMs))
      if (this.#host.nowMs() - this.#reportedMs > reportEveryMs) await this.#rest(0)
    }
    this.#isSilent = false
    this.#report()
    return run
  }

  async #rest(ms: number): Promise<void> {
    const isDue = this.#host.nowMs() - this.#reportedMs >= reportEveryMs
    if (isDue || this.#texts.length >= eventsPerReportMax || ms === foreverMs) this.#report()
    this.#notePlaying()
    await this.#host.rest(ms)
    this.#restedMs = this.#host.nowMs()
  }

  /** What passes between two rests is playing. @throws UserError E_LIMIT */
  #notePlaying(): void {
    this.#playedMs += this.#host.nowMs() - this.#restedMs
    if (this.#playedMs <= playingMsMax) return
    const reached = Math.floor((this.#run?.nowMs ?? 0) / 1_000)
    throw new UserError(
      'E_LIMIT',
      `the run was played for ${playingMsMax / 60_000} minutes, which is the most, and came to ${reached} s of virtual time`,
    )
  }

  /** Waits until all that was reported has arrived. */
  async #drain(): Promise<void> {
    this.#report()
    while (this.#underWay > 0) await this.#host.rest(foreverMs)
  }

  #report(): void {
    const texts = this.#texts
    const progress = this.#progress()
    this.#reportedMs = this.#host.nowMs()
    this.#texts = []
    this.#underWay += texts.length
    this.#host.report(
      texts.length === 0 ? { kind: 'progress', progress } : { kind: 'events', texts, progress },
    )
  }

  #position(results: readonly RunResult[], part: number): RunPosition {
    return {
      results,
      part,
      nowMs: this.#run?.nowMs ?? 0,
      partEvents: this.#partEvents,
      events: this.#events,
      playedMs: this.#playedMs,
      paused: this.#isPaused,
      ...(this.#speed === undefined ? {} : { speed: this.#speed }),
    }
  }

  #progress(): RunProgress {
    return {
      status: this.#isPaused ? 'paused' : 'running',
      ...(this.#run === undefined ? {} : { mode: this.#run.mode }),
      nowMs: this.#run?.nowMs ?? 0,
      endMs: this.#run?.endMs ?? this.#scenario.cause.endMs,
      ...(this.#speed === undefined ? {} : { speed: this.#speed }),
      events: this.#events,
    }
  }
}

function partsOf(scenario: Scenario, { modes, seed, without }: RunRequest): Part[] {
  const seeded: ScenarioRunOptions = seed === undefined ? {} : { seed }
  const sides = without && scenario.without !== undefined ? [false, true] : [false]
  const parts = sides.flatMap((isWithout) => {
    const side = isWithout ? scenario.without : scenario.cause
    const wanted = (side?.modes ?? []).filter((mode) => modes?.includes(mode) ?? true)
    const options = { ...seeded, without: isWithout }
    return wanted.map((mode): Part => ({ make: () => new ScenarioRun(scenario, mode, options) }))
  })
  if (parts.length > 0) return parts
  throw new UserError(
    'E_USAGE',
    `modes ${modes?.join(', ')}: the scenario is played in ${scenario.cause.modes.join(', ')}`,
  )
}
