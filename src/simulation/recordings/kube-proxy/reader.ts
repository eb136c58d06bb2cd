import { UserError } from '../../../base/user-error.ts'
import type { Sysctls } from '../../../proxy/node/conntrack-sysctls.ts'
import type { Disagreement, RecordingReader, Verification, VerifyOptions } from '../verification.ts'
import { compareAnswers } from './comparison.ts'
import { type EmulateMode, modeEmulations } from './mode-emulation.ts'
import { isRecord, numberIn, type RawRecord, recordIn } from './raw-value.ts'
import { type RecordedState, readRecordedState } from './recorded-state.ts'
import { StateRun, type StepAnswer } from './state-run.ts'

/** The kube-proxy that is emulated. */
const kubernetesVersion = 'v1.36.3'

interface StateAnswer {
  readonly name: string
  readonly kubernetes: string
  readonly mode: string
  readonly family: string
  /** Null where kube-proxy did not start. */
  readonly sysctls: Sysctls | null
  readonly steps: readonly StepAnswer[]
  readonly error?: string
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
    for (const { line, number } of documentsIn(text)) tally.add(line, number)
    return tally.verification()
  },
}

/** One a line; or one that fills the file, over many lines. */
function* documentsIn(text: string): Iterable<{ line: string; number: number }> {
  const lines = text.split('\n')
  const isOne = lines.length > 1 && /^\s*\{\s*$/.test(lines[0] ?? '')
  if (isOne) yield { line: text, number: 1 }
  else
    for (const [index, line] of lines.entries())
      if (line.trim() !== '') yield { line, number: index + 1 }
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
    const state = readRecordedState(input, `line ${number}`, at, cpuCountOf(input, output))
    const { mode } = state.configuration
    const emulate = modeEmulations[mode]
    if (emulate === undefined) {
      this.#notEmulated[`mode ${mode}`] = (this.#notEmulated[`mode ${mode}`] ?? 0) + 1
      return
    }
    const answer = answerTo(state, emulate)
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

function answerTo(state: RecordedState, emulate: EmulateMode): StateAnswer {
  const head = {
    name: state.name,
    kubernetes: kubernetesVersion,
    mode: state.configuration.mode,
    family: state.family,
  }
  if (state.error !== undefined) return { ...head, sysctls: null, steps: [], error: state.error }
  const emulation = emulate(state)
  const run = new StateRun(state, emulation)
  const steps = state.steps.map((step) => run.step(step))
  return { ...head, sysctls: emulation.sysctls, steps }
}

/** nf_conntrack_max follows the number of CPUs: of the recording's machine only its own answer tells that. */
function cpuCountOf(input: unknown, output: unknown): number {
  if (!isRecord(input) || !isRecord(output)) return 1
  const maxPerCore = numberIn(recordIn(recordIn(input, 'config'), 'conntrack'), 'maxPerCore') ?? 0
  const max = numberIn(recordIn(output, 'sysctls'), 'net/netfilter/nf_conntrack_max') ?? 0
  return maxPerCore > 0 ? Math.max(1, Math.ceil(max / maxPerCore)) : 1
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
