import { UserError } from '../../../base/user-error.ts'
import type { Sysctls } from '../../../proxy/node/conntrack-sysctls.ts'
import type { Disagreement, RecordingReader, Verification, VerifyOptions } from '../verification.ts'
import { compareAnswers } from './comparison.ts'
import { modeEmulations } from './mode-emulation.ts'
import { isRecord, type RawRecord } from './raw-value.ts'
import { readRecordedState } from './recorded-state.ts'
import { StateRun, type StepAnswer } from './state-run.ts'

/** The kube-proxy that is emulated. */
const kubernetesVersion = 'v1.36.3'

interface StateAnswer {
  readonly name: string
  readonly kubernetes: string
  readonly mode: string
  readonly family: string
  readonly sysctls: Sysctls
  readonly steps: readonly StepAnswer[]
}

/** `{"input": state, "output": answer}`, one a line: what the real kube-proxy wrote, step by step. */
export const kubeProxyReader: RecordingReader = {
  kind: 'kube-proxy',
  recognises: (document) =>
    isRecord(document) &&
    isRecord(document.input) &&
    Array.isArray(document.input.steps) &&
    // Recordings of packets hold such a state too, with what became of the packets.
    !('rounds' in document),
  verify(file, text, options) {
    const tally = new Tally(file, options)
    for (const [index, line] of text.split('\n').entries())
      if (line.trim() !== '') tally.add(line, index + 1)
    return tally.verification()
  },
}

class Tally {
  readonly #file: string
  readonly #options: VerifyOptions
  readonly #disagreements: Disagreement[] = []
  readonly #notEmulated: Record<string, number> = {}
  readonly #answers: string[] = []
  #cases = 0
  #facts = 0

  constructor(file: string, options: VerifyOptions) {
    this.#file = file
    this.#options = options
  }

  add(line: string, number: number): void {
    const at = { file: this.#file, line: number }
    const { input, output } = parseLine(line, at)
    const state = readRecordedState(input, `line ${number}`, at)
    const { mode } = state.configuration
    const emulate = modeEmulations[mode]
    if (emulate === undefined) {
      this.#notEmulated[`mode ${mode}`] = (this.#notEmulated[`mode ${mode}`] ?? 0) + 1
      return
    }
    const emulation = emulate(state)
    const run = new StateRun(state, emulation)
    const answer: StateAnswer = {
      name: state.name,
      kubernetes: kubernetesVersion,
      mode,
      family: state.family,
      steps: state.steps.map((step) => run.step(step)),
      sysctls: emulation.sysctls,
    }
    if (this.#options.answers) this.#answers.push(JSON.stringify({ input, output: answer }))
    if (isRecord(output)) this.#compare(state.name, output, answer)
    this.#cases += 1
    this.#options.onCase?.(this.#cases)
  }

  verification(): Verification {
    return {
      file: this.#file,
      cases: this.#cases,
      facts: this.#facts,
      packets: 0,
      disagreements: this.#disagreements,
      notEmulated: this.#notEmulated,
      answers: this.#answers,
    }
  }

  #compare(caseName: string, recorded: RawRecord, answer: StateAnswer): void {
    const { facts, differences } = compareAnswers(recorded, { ...answer })
    this.#facts += facts
    for (const difference of differences) this.#disagreements.push({ caseName, ...difference })
  }
}

function parseLine(line: string, at: { file: string; line: number }): RawRecord {
  try {
    const document: unknown = JSON.parse(line)
    if (isRecord(document)) return document
  } catch (error) {
    throw new UserError('E_RECORDING', `is no JSON: ${(error as Error).message}`, at)
  }
  throw new UserError('E_RECORDING', 'found no object (expected {"input", "output"})', at)
}
