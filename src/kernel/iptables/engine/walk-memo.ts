import type { Verdict } from '../../netfilter/hook.ts'
import { type SocketBuffer, stateBitOf } from '../../netfilter/socket-buffer.ts'
import type { Evaluation } from '../model/extension.ts'
import type { Rule } from '../model/rule.ts'
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
  /** Undefined: packets of this class have to walk. */
  readonly #walk: KnownWalk | undefined

  constructor(version: number, evaluation: Evaluation, walk: KnownWalk | undefined) {
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

  /** Undefined: walk. */
  repeat({ context, packet }: Evaluation): Verdict | undefined {
    const walk = this.#walk
    if (walk === undefined) return undefined
    const { matched, policy } = walk
    const bytes = packet.lengthBytes
    for (let index = 0; index < matched.length; index += 1) {
      const rule = matched[index] as Rule
      rule.packets += 1
      rule.bytes += bytes
    }
    if (policy?.countsPolicy === true) {
      policy.packets += 1
      policy.bytes += bytes
    }
    context.visits.rules += walk.visited
    context.visits.chainJumps += walk.jumps
    return walk.verdict
  }
}

/** What a walk comes to. */
export interface KnownWalk {
  readonly matched: readonly Rule[]
  readonly verdict: Verdict
  /** The chain whose policy decided. */
  readonly policy: Chain | undefined
  readonly visited: number
  readonly jumps: number
}

/** Looks ahead, without counting or changing anything; undefined where the packet itself has to be asked. */
export function foreseeWalk(
  base: Chain,
  evaluation: Evaluation,
  compile: (chain: Chain) => CompiledRules,
  policyVerdict: Verdict,
): KnownWalk | undefined {
  const stateBit = stateBitOf(evaluation.buffer.connectionState)
  const matched: Rule[] = []
  const callers: { chain: Chain; at: number }[] = []
  let [chain, at, visited, jumps] = [base, 0, 0, 0]
  for (;;) {
    const rule = compile(chain).rules[at]
    at += 1
    if (rule !== undefined) {
      visited += 1
      if (!rule.asksClassOnly) return undefined
      if (!rule.matches(evaluation, stateBit)) continue
      matched.push(rule.rule)
    }
    switch (rule === undefined ? action.return : rule.action) {
      case action.none:
        break
      case action.accept:
      case action.drop:
        return {
          matched,
          verdict: rule?.act(evaluation) ?? policyVerdict,
          policy: undefined,
          visited,
          jumps,
        }
      case action.jump:
      case action.goto:
        if (rule?.chain === undefined) return undefined
        if (rule.action === action.jump) callers.push({ chain, at })
        chain = rule.chain
        at = 0
        jumps += 1
        break
      case action.return: {
        const caller = callers.pop()
        if (caller === undefined)
          return { matched, verdict: policyVerdict, policy: base, visited, jumps }
        chain = caller.chain
        at = caller.at
        break
      }
      default:
        return undefined
    }
  }
}
