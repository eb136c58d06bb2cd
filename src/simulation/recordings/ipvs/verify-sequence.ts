import type { IpvsKernel } from '../../../kernel/ipvs/model/settings.ts'
import { formatConnections } from '../../../kernel/ipvs/text/ipvsadm-connections.ts'
import { formatList } from '../../../kernel/ipvs/text/ipvsadm-list.ts'
import { formatSave } from '../../../kernel/ipvs/text/ipvsadm-save.ts'
import { compareOutput, compareTables, compareValues, type Difference } from './comparison.ts'
import { Player } from './player.ts'
import type { EndSpec, Sequence, ServerTable, Step } from './recording.ts'
import { changedTable } from './server-table.ts'

/** One tick of the slowest usual kernel (100 Hz is not used by distributions; 250 Hz is 4 ms). */
const tickMs = 4

export interface SequenceFinding extends Difference {
  readonly where: string
}

export interface SequenceResult {
  readonly findings: readonly SequenceFinding[]
  readonly facts: number
  readonly packets: number
  readonly notEmulated: Readonly<Record<string, number>>
  /** The emulator's own answer, in the recording's format. */
  readonly answer: unknown
}

/**
 * Plays a sequence and holds every step of it against what was recorded. `hasty`: steps (from 1 on) that come before
 * the kernel has dropped the connections of a server that the step before removed.
 */
export function verifySequence(
  sequence: Sequence,
  kernel: Partial<IpvsKernel>,
  hasty: ReadonlySet<number> = new Set(),
): SequenceResult {
  return new SequenceVerification(sequence, kernel, hasty).run()
}

class SequenceVerification {
  readonly #sequence: Sequence
  readonly #player: Player
  readonly #hasty: ReadonlySet<number>
  readonly #findings: SequenceFinding[] = []
  #facts = 0
  #packets = 0

  constructor(sequence: Sequence, kernel: Partial<IpvsKernel>, hasty: ReadonlySet<number>) {
    this.#sequence = sequence
    this.#hasty = hasty
    this.#player = new Player(sequence, kernel)
  }

  run(): SequenceResult {
    const { name, about, kernel, services, settings, steps } = this.#sequence
    const start = this.#player.table()
    if (this.#sequence.start !== undefined)
      this.#check('start', compareTables(this.#sequence.start, start))
    let last = start
    const results = steps.map((step, index) => {
      const result = this.#step(step, index, last)
      last = this.#player.table()
      return result
    })
    const end = this.#end()
    return {
      findings: this.#findings,
      facts: this.#facts,
      packets: this.#packets,
      notEmulated: this.#player.notEmulated,
      answer: {
        name,
        ...(about === undefined ? {} : { about }),
        ...(kernel === undefined ? {} : { kernel }),
        services,
        settings,
        setup_errors: this.#player.setupErrors,
        start,
        results,
        end,
      },
    }
  }

  #step(step: Step, index: number, last: ServerTable): Partial<Step> {
    const where = `step ${index + 1}`
    const compared = this.#sequence.answered
    const isHasty = this.#hasty.has(index + 1)
    const result = this.#player.play(step, compared ? step.reached : undefined, isHasty)
    const said =
      step.run === undefined ? result : { ...result, ...this.#run(step, step.run, where) }
    if (compared) this.#compareStep(step, said, where)
    if (!this.#sequence.trace) return said
    return { ...said, after: this.#after(step, last, where) }
  }

  #compareStep(step: Step, result: Partial<Step>, where: string): void {
    if (step.open !== undefined || step.send !== undefined) {
      this.#packets += 1
      this.#check(`${where}, reached`, compareValues(step.reached, result.reached))
      this.#check(
        `${where}, answered`,
        compareValues(step.answered ?? true, result.answered ?? true),
      )
    }
    const errors = [step.error, result.error]
    if (step.open !== undefined || step.send !== undefined)
      this.#check(`${where}, error`, compareValues(...(errors as [unknown, unknown])))
    else
      this.#check(`${where}, error`, compareValues(...(errors.map(Boolean) as [unknown, unknown])))
    this.#check(`${where}, unknown`, compareValues(step.unknown ?? false, result.unknown ?? false))
    if (step.table !== undefined && result.table !== undefined)
      this.#check(`${where}, table`, compareTables(step.table, result.table))
  }

  /**
   * What changed with this step. A connection whose port is used again goes with the next tick of the clock, and
   * whether the harness looks before or after that is chance: both agree.
   */
  #after(step: Step, last: ServerTable, where: string): ServerTable {
    const look = () => changedTable(last, this.#player.table())
    let after = look()
    if (!this.#sequence.answered || step.after === undefined) return after
    let difference = compareTables(step.after, after)
    for (let tries = 0; difference !== undefined && tries < 2; tries += 1) {
      this.#player.laboratory.pass(tickMs)
      const later = look()
      if (compareTables(step.after, later) !== undefined) continue
      difference = undefined
      after = later
    }
    this.#check(`${where}, after`, difference)
    return after
  }

  #run(step: Step, command: string, where: string): Partial<Step> {
    this.#player.laboratory.pass(2 * tickMs)
    const output = this.#player.shell.run(command)
    if (!output.understood) {
      this.#player.notEmulated[`run: ${command}`] =
        (this.#player.notEmulated[`run: ${command}`] ?? 0) + 1
      return {}
    }
    if (this.#sequence.answered && step.out !== undefined) {
      this.#check(`${where}, ${command}`, compareOutput(step.out, output.lines, { seconds: true }))
      this.#check(`${where}, status`, compareValues(step.status ?? 0, output.status))
    }
    return { status: output.status, out: output.lines }
  }

  #end(): EndSpec {
    const { engine } = this.#player.laboratory
    const { virtualServers } = engine
    const table = this.#player.table()
    this.#player.laboratory.pass(2 * tickMs)
    const end: EndSpec = {
      table,
      Lnc: formatConnections(engine),
      Ln: formatList(virtualServers),
      Ln_nosort: formatList(virtualServers, { columns: 'plain', sorted: false }),
      S: formatSave(virtualServers),
      persistent: formatList(virtualServers, { columns: 'persistent', sorted: true }),
    }
    const recorded = this.#sequence.end
    if (recorded === undefined || !this.#sequence.answered) return end
    if (recorded.table !== undefined && end.table !== undefined)
      this.#check('end, table', compareTables(recorded.table, end.table))
    for (const part of ['Lnc', 'Ln', 'Ln_nosort', 'S', 'persistent'] as const) {
      const [one, other] = [recorded[part], end[part]]
      if (one !== undefined && other !== undefined)
        this.#check(`end, ${part}`, compareOutput(one, other, { seconds: false }))
    }
    return end
  }

  #check(where: string, difference: Difference | undefined): void {
    this.#facts += 1
    if (difference !== undefined) this.#findings.push({ where, ...difference })
  }
}
