import { isUserError, type UserError } from '../../../base/user-error.ts'
import { printSave } from '../../../kernel/iptables/text/save-writer.ts'
import { emulateIpvs } from '../kube-proxy/ipvs/emulation.ts'
import { readRecordedState as readProxyState } from '../kube-proxy/recorded-state.ts'
import { StateRun } from '../kube-proxy/state-run.ts'
import { createRecordedNode, surroundingsOf } from '../netfilter/recorded-node.ts'
import { compareSaves } from '../netfilter/save-comparison.ts'
import type { Disagreement, RecordingReader, VerifyOptions } from '../verification.ts'
import { reachesNode } from './client-link.ts'
import { IpvsNode } from './ipvs-node.ts'
import { IpvsReplay } from './ipvs-replay.ts'
import { listingDifferences } from './listing-comparison.ts'
import {
  asNodeState,
  type IpvsPacket,
  type IpvsRound,
  isRecordedIpvsState,
  type RecordedIpvsState,
  readIpvsState,
} from './recorded-ipvs-state.ts'

/** Packets through a real kernel with everything that kube-proxy sets up in IPVS mode. */
export const ipvsModeReader: RecordingReader = {
  kind: 'ipvs-mode',
  recognises: isRecordedIpvsState,
  verify(file, text, options) {
    const disagreements: Disagreement[] = []
    const answers: string[] = []
    let [cases, facts, packets] = [0, 0, 0]
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue
      const run = new StateVerifier(readIpvsState(file, index + 1, line), { file, line: index + 1 })
      const rounds = run.rounds()
      cases += 1
      facts += run.facts
      packets += run.packets
      disagreements.push(...run.disagreements)
      if (options.answers) answers.push(JSON.stringify({ ...run.state, rounds }))
      tell(options, cases)
    }
    return { file, cases, facts, packets, disagreements, notEmulated: {}, answers }
  },
}

function tell({ onCase }: VerifyOptions, cases: number): void {
  onCase?.(cases)
}

class StateVerifier {
  facts = 0
  packets = 0
  readonly state: RecordedIpvsState
  readonly disagreements: Disagreement[] = []
  readonly #at: { readonly file: string; readonly line: number }
  readonly #node: IpvsNode
  readonly #replay: IpvsReplay
  #nowMs = 0

  constructor(state: RecordedIpvsState, at: { readonly file: string; readonly line: number }) {
    this.state = state
    this.#at = at
    const node = asNodeState(state)
    const kernel = createRecordedNode(node)
    this.#node = new IpvsNode(kernel, state.kernel, { ...state.vs_sysctls, ...vsSysctls(state) })
    this.#replay = new IpvsReplay(kernel, surroundingsOf(node, kernel), reachesNode(state, kernel))
  }

  rounds(): IpvsRound[] {
    const proxyState = readProxyState(this.state.input, this.state.name, this.#at)
    const proxy = new StateRun(proxyState, emulateIpvs(proxyState))
    return proxyState.steps.flatMap((step, index) => {
      const answer = proxy.step(step)
      const round = this.state.rounds.find((one) => one.step === index)
      if (round === undefined) return []
      this.#passTo(this.#nowMs + (round.waited ?? 0) * 1000)
      try {
        this.#node.apply({ ...answer }, this.#nowMs)
      } catch (error) {
        if (!isUserError(error)) throw error
        this.#refused(round, error)
        return [round]
      }
      return [this.#round(round)]
    })
  }

  #round(round: IpvsRound): IpvsRound {
    const before = this.#node.listings(this.#nowMs)
    const results = (round.packets ?? []).map((packet, index) => {
      const recorded = round.results?.[index]
      this.#passTo(recorded?.at === undefined ? this.#nowMs + 1 : recorded.at * 1000)
      const { answer, possible, difference } = this.#replay.send(packet, recorded, this.#nowMs)
      if (recorded !== undefined) this.packets += 1
      if (difference !== undefined)
        this.#disagree(
          `step ${round.step}, packet ${index + 1} (${describe(packet)}): ${difference}`,
          JSON.stringify(recorded),
          JSON.stringify(possible),
        )
      return { ...answer, at: this.#nowMs / 1000, possible }
    })
    this.#passTo(endOf(round))
    const tables = this.#node.iptables.tables()
    const ours: IpvsRound = {
      ...round,
      ...before,
      results,
      rules: printSave(tables, { backend: 'legacy', counters: true }),
      ipvsadm_Ln: this.#node.list(),
      conns: this.#node.connections(),
    }
    this.#compare(round, ours)
    return ours
  }

  /** Time never goes back: what is recorded of it is rounded. */
  #passTo(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs)
    this.#replay.advance(this.#nowMs)
    this.#node.advance(this.#nowMs)
  }

  #compare(recorded: IpvsRound, ours: IpvsRound): void {
    const listings = listingDifferences(recorded, ours)
    const saves =
      recorded.rules === undefined
        ? { facts: 0, differences: [] }
        : compareSaves(recorded.rules, ours.rules ?? '', true)
    for (const { facts, differences } of [listings, saves]) {
      this.facts += facts
      for (const { where, expected, actual } of differences)
        this.#disagree(`step ${recorded.step}, ${where}`, expected, actual)
    }
  }

  #refused(round: IpvsRound, error: UserError): void {
    this.facts += 1
    if (round.load_error === undefined)
      this.#disagree(`step ${round.step}, what kube-proxy does`, 'taken', error.describe())
  }

  #disagree(where: string, expected: string, actual: string): void {
    this.disagreements.push({ caseName: this.state.name, where, expected, actual })
  }
}

/** When the packets were done and the listings read, in ms. */
function endOf({ results, seconds = 0 }: IpvsRound): number {
  return ((results?.[0]?.at ?? 0) + seconds) * 1000
}

/** What kube-proxy set, by the name that IPVS has for it. */
function vsSysctls({ sysctls }: RecordedIpvsState): Record<string, string> {
  const prefix = 'net.ipv4.vs.'
  return Object.fromEntries(
    Object.entries(sysctls)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}

function describe({ from, src = '', sport = 0, dst, dport, proto, data }: IpvsPacket): string {
  return `${from} ${src}:${sport} → ${dst}:${dport} ${proto}${data === true ? ' data' : ''}`
}
