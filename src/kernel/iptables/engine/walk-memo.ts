import {
  type ForeseenRun,
  noticedByNobody,
  type PacketCounter,
} from '../../netfilter/foreseen-run.ts'
import type { Verdict } from '../../netfilter/hook.ts'
import { type SocketBuffer, stateBitOf } from '../../netfilter/socket-buffer.ts'
import { createVisits } from '../../netfilter/visits.ts'
import type { Evaluation } from '../model/extension.ts'
import type { Chain } from './chain.ts'
import { action, type CompiledRules } from './compiled-rules.ts'

/**
 * A walk that asked nothing but what a class of packets has in common (state of the connection, mark, protocol and
 * interfaces): it is repeated for the next one of the class without looking at a rule. Counters, visits and verdict are the
 * same. That is how most packets of established connections go: kube-proxy's filter rules ask no more of them.
 */
export class WalkMemo {
  readonly #version: number
  readonly #state: SocketBuffer['connectionState']
  readonly #mark: number
  readonly #protocol: number
  readonly #inputInterface: string
  readonly #outputInterface: string
  readonly #walk: ForeseenRun | undefined

  constructor(version: number, evaluation: Evaluation, walk: ForeseenRun | undefined) {
    const { buffer, packet } = evaluation
    this.#version = version
    this.#state = buffer.connectionState
    this.#mark = buffer.mark
    this.#protocol = packet.protocol
    this.#inputInterface = buffer.inputInterface
    this.#outputInterface = buffer.outputInterface
    this.#walk = walk
  }

  fits(version: number, buffer: SocketBuffer): boolean {
    return (
      this.#version === version &&
      this.#state === buffer.connectionState &&
      this.#mark === buffer.mark &&
      this.#protocol === buffer.packet.protocol &&
      this.#inputInterface === buffer.inputInterface &&
      this.#outputInterface === buffer.outputInterface
    )
  }

  /** Undefined: packets of this class have to walk. */
  get walk(): ForeseenRun | undefined {
    return this.#walk
  }
}

/**
 * Looks ahead, without counting or changing anything; undefined where the packet itself has to be asked, beyond its
 * destination if `withDestination`.
 */
export function foreseeWalk(
  base: Chain,
  evaluation: Evaluation,
  compile: (chain: Chain) => CompiledRules,
  policyVerdict: Verdict,
  withDestination: boolean,
): ForeseenRun | undefined {
  // What matches count goes into the run, not to the one who asks.
  const visits = createVisits()
  const { context } = evaluation
  evaluation.context = { ...context, visits }
  const run = foreseeRules(base, evaluation, compile, policyVerdict, withDestination)
  evaluation.context = context
  return run === undefined ? undefined : { ...run, setLookups: visits.setLookups }
}

function foreseeRules(
  base: Chain,
  evaluation: Evaluation,
  compile: (chain: Chain) => CompiledRules,
  policyVerdict: Verdict,
  withDestination: boolean,
): ForeseenRun | undefined {
  const stateBit = stateBitOf(evaluation.buffer.connectionState)
  const counters: PacketCounter[] = []
  const callers: { chain: Chain; at: number }[] = []
  let [chain, at, rules, chainJumps] = [base, 0, 0, 0]
  const end = (verdict: Verdict): ForeseenRun => ({
    ...noticedByNobody,
    verdict,
    counters,
    rules,
    chainJumps,
  })
  for (;;) {
    const rule = compile(chain).rules[at]
    at += 1
    if (rule !== undefined) {
      rules += 1
      if (!rule.asksClassOnly(evaluation, withDestination)) return undefined
      if (!rule.matches(evaluation, stateBit)) continue
      counters.push(rule.rule)
    }
    switch (rule === undefined ? action.return : rule.action) {
      case action.none:
        break
      case action.accept:
      case action.drop:
        return end(rule?.act(evaluation) ?? policyVerdict)
      case action.jump:
      case action.goto:
        if (rule?.chain === undefined) return undefined
        if (rule.action === action.jump) callers.push({ chain, at })
        chain = rule.chain
        at = 0
        chainJumps += 1
        break
      case action.return: {
        const caller = callers.pop()
        if (caller === undefined) {
          if (base.countsPolicy) counters.push(base)
          return end(policyVerdict)
        }
        chain = caller.chain
        at = caller.at
        break
      }
      default:
        return undefined
    }
  }
}
