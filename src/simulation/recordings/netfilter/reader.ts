import { isUserError, type UserError } from '../../../base/user-error.ts'
import { modeEmulations } from '../kube-proxy/mode-emulation.ts'
import { readRecordedState as readProxyState } from '../kube-proxy/recorded-state.ts'
import { StateRun } from '../kube-proxy/state-run.ts'
import type { Disagreement, RecordingReader, Verification, VerifyOptions } from '../verification.ts'
import { Frequencies, significance } from './frequencies.ts'
import { createRecordedNode, surroundingsOf } from './recorded-node.ts'
import { type RecordedRules, rulesOfKind } from './recorded-rules.ts'
import {
  isRecordedState,
  type RecordedPacket,
  type RecordedRound,
  type RecordedState,
  readRecordedState,
} from './recorded-state.ts'
import { type PacketReplay, StateReplay } from './state-replay.ts'

/** Packets that a real kernel let pass, or not, under the rules that kube-proxy wrote. */
export const netfilterReader: RecordingReader = {
  kind: 'netfilter',
  recognises: isRecordedState,
  verify(file, text, options) {
    const verifier = new FileVerifier(file, options)
    for (const [index, line] of text.split('\n').entries())
      if (line.trim() !== '') verifier.add(line, index + 1)
    return verifier.verification()
  },
}

class FileVerifier {
  readonly #file: string
  readonly #options: VerifyOptions
  readonly #frequencies = new Frequencies()
  readonly #disagreements: Disagreement[] = []
  readonly #notEmulated: Record<string, number> = {}
  readonly #answers: string[] = []
  #cases = 0
  #facts = 0
  #packets = 0

  constructor(file: string, options: VerifyOptions) {
    this.#file = file
    this.#options = options
  }

  /** One state: one line. */
  add(line: string, number: number): void {
    const state = readRecordedState(this.#file, number, line)
    const createRules = rulesOfKind[state.kind]
    const at = { file: this.#file, line: number }
    const proxyState = readProxyState(state.input, state.name, at)
    const emulate = modeEmulations[proxyState.configuration.mode]
    if (createRules === undefined || emulate === undefined) {
      this.#notEmulated[state.kind] = (this.#notEmulated[state.kind] ?? 0) + 1
      return
    }
    const kernel = createRecordedNode(state)
    const rules = createRules(state, kernel, proxyState.family)
    const proxy = new StateRun(proxyState, emulate(proxyState))
    const replay = new StateReplay(kernel, surroundingsOf(state, kernel))
    const run = new StateVerifier(
      state,
      rules,
      replay,
      this.#frequencies,
      (where, expected, actual) =>
        this.#disagreements.push({ caseName: state.name, where, expected, actual }),
    )
    const answered = proxyState.steps.flatMap((step, index) => {
      const answer = proxy.step(step)
      const round = state.rounds.find((one) => one.step === index)
      if (round === undefined) return []
      try {
        rules.apply(answer)
      } catch (error) {
        if (!isUserError(error)) throw error
        run.refused(round, error)
        return [round]
      }
      return [run.round(round)]
    })
    this.#cases += 1
    this.#facts += run.facts
    this.#packets += run.packets
    if (this.#options.answers) this.#answers.push(JSON.stringify({ ...state, rounds: answered }))
    this.#options.onCase?.(this.#cases)
  }

  verification(): Verification {
    const test = this.#frequencies.test()
    if (test !== undefined && test.probability < significance)
      this.#disagreements.push({
        caseName: 'all states',
        where: `how often each of ${test.choices} choices fell`,
        expected: `p > ${significance}`,
        actual: `chi-square ${test.chiSquare.toFixed(1)} at ${test.degreesOfFreedom.toFixed(1)} degrees of freedom, p = ${test.probability.toExponential(1)}`,
      })
    return {
      file: this.#file,
      cases: this.#cases,
      facts: this.#facts + (test === undefined ? 0 : 1),
      packets: this.#packets,
      disagreements: this.#disagreements,
      notEmulated: this.#notEmulated,
      answers: this.#answers,
    }
  }
}

type Disagree = (where: string, expected: string, actual: string) => void

class StateVerifier {
  facts = 0
  packets = 0
  readonly #state: RecordedState
  readonly #rules: RecordedRules
  readonly #replay: StateReplay
  readonly #frequencies: Frequencies
  readonly #disagree: Disagree
  #certain = true
  #nowMs = 0

  constructor(
    state: RecordedState,
    rules: RecordedRules,
    replay: StateReplay,
    frequencies: Frequencies,
    disagree: Disagree,
  ) {
    this.#state = state
    this.#rules = rules
    this.#replay = replay
    this.#frequencies = frequencies
    this.#disagree = disagree
  }

  /** Sends a round's packets, compares, and returns the round with our answers in place of the recorded ones. */
  round(round: RecordedRound): RecordedRound {
    this.#nowMs = Math.max(this.#nowMs, round.applied_ms ?? 0)
    const { packets = [], results } = round
    const answers = packets.map((packet, index) => {
      const recorded = results?.[index]
      this.#nowMs = recorded?.t_ms ?? this.#nowMs + 1
      const replay = this.#replay.send(packet, recorded, this.#nowMs)
      this.#certain &&= replay.certain
      if (recorded !== undefined) {
        this.packets += 1
        if (replay.difference !== undefined)
          this.#disagree(
            `step ${round.step}, packet ${index + 1} (${describe(packet)}): ${replay.difference}`,
            JSON.stringify(recorded),
            JSON.stringify(replay.possible),
          )
        this.#count(packet, replay)
      }
      return { ...replay.answer, t_ms: this.#nowMs, possible: replay.possible }
    })
    if (round.rules !== undefined) this.#compareRules(round.step, round.rules)
    return { ...round, results: answers, rules: this.#rules.list() }
  }

  /** Our tool did not take what kube-proxy wrote; the recorded one may have refused it too. */
  refused(round: RecordedRound, error: UserError): void {
    this.facts += 1
    if (round.load_error === undefined)
      this.#disagree(`step ${round.step}, loading the rules`, 'taken', error.describe())
  }

  #compareRules(step: number, recorded: string): void {
    const { facts, differences } = this.#rules.compare(recorded, this.#certain)
    this.facts += facts
    for (const { where, expected, actual } of differences)
      this.#disagree(`step ${step}, ${where}`, expected, actual)
  }

  /** Which backend, where chance chose among several. */
  #count(packet: RecordedPacket, { answer, possible }: PacketReplay): void {
    const probabilities = new Map<string, number>()
    for (const { backend = '-', probability } of possible)
      probabilities.set(backend, (probabilities.get(backend) ?? 0) + probability)
    if (probabilities.size < 2) return
    const servicePort = `${this.#state.name} ${packet.dst} ${packet.dport} ${packet.proto}`
    this.#frequencies.add(servicePort, probabilities, answer.backend ?? '-')
  }
}

function describe({ from, src = '', sport = 0, dst, dport = 0, proto }: RecordedPacket): string {
  return `${from} ${src}:${sport} → ${dst}:${dport} ${proto}`
}
