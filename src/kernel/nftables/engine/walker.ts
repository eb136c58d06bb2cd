import { invariant } from '../../../base/invariant.ts'
import {
  type ForeseenRun,
  noticedByNobody,
  type PacketCounter,
} from '../../netfilter/foreseen-run.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import { formatRule } from '../print/rule-printer.ts'
import type { Chain } from '../ruleset/chain.ts'
import { jumpDepthMax } from '../transaction/validation.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { type CompiledRule, programOf } from './program.ts'

/** Takes a packet through a base chain and whatever it leads to (net/netfilter/nf_tables_core.c, nft_do_chain). */
export class Walker {
  /** Where jumps came from: the chain, and the rule to go on with (undefined: its end). */
  readonly #chains: (Chain | undefined)[] = new Array(jumpDepthMax).fill(undefined)
  readonly #rules: (CompiledRule | undefined)[] = new Array(jumpDepthMax).fill(undefined)

  run(evaluation: Evaluation, base: Chain): Verdict {
    const { table, context } = evaluation
    const traced = context.trace !== undefined
    let depth = 0
    let chain = base
    let rule = programOf(table, chain)
    for (;;) {
      if (rule === undefined) {
        if (depth === 0) return this.#policy(evaluation, base)
        depth -= 1
        chain = this.#chains[depth] as Chain
        rule = this.#rules[depth]
        continue
      }
      const current: CompiledRule = rule
      rule = rule.next
      context.visits.nftRules += 1
      const result = traced
        ? this.#traceRule(evaluation, chain, current)
        : runRule(evaluation, current)
      if (result !== outcome.verdict) continue
      switch (evaluation.kind) {
        case 'return':
          rule = undefined
          break
        case 'jump':
          invariant(depth < jumpDepthMax, 'jump depth within limit')
          this.#chains[depth] = chain
          this.#rules[depth] = rule
          depth += 1
          chain = this.#target(evaluation)
          rule = programOf(table, chain)
          break
        case 'goto':
          chain = this.#target(evaluation)
          rule = programOf(table, chain)
          break
        default:
          return this.#final(evaluation, chain, current.number)
      }
    }
  }

  /** What `run` comes to, if it asks for nothing but the packet's class; nothing is counted. */
  foresee(evaluation: Evaluation, base: Chain): ForeseenRun | undefined {
    const { table } = evaluation
    const counters: PacketCounter[] = []
    const callers: (CompiledRule | undefined)[] = []
    let [nftRules, chainJumps] = [0, 0]
    let rule = programOf(table, base)
    for (;;) {
      if (rule === undefined) {
        if (callers.length === 0) break
        rule = callers.pop()
        continue
      }
      nftRules += 1
      const result = foreseeRule(rule, evaluation, counters)
      if (result === undefined) return undefined
      rule = rule.next
      if (result !== outcome.verdict) continue
      const { kind, target } = evaluation
      if (kind === 'return') rule = undefined
      else if (kind === 'jump' || kind === 'goto') {
        invariant(target !== undefined, 'a chain that is led to is there')
        if (kind === 'jump') callers.push(rule)
        chainJumps += 1
        rule = programOf(table, target)
      } else if (kind === 'accept')
        return { ...noticedByNobody, verdict: accept, counters, nftRules, chainJumps }
      else return undefined
    }
    if (base.base?.policy === 'drop') return undefined
    return { ...noticedByNobody, verdict: accept, counters, nftRules, chainJumps }
  }

  #target({ target, context }: Evaluation): Chain {
    invariant(target !== undefined, 'a chain that is led to is there')
    context.visits.chainJumps += 1
    return target
  }

  #traceRule(evaluation: Evaluation, chain: Chain, compiled: CompiledRule): 0 | 1 | 2 {
    const { table } = evaluation
    const head = {
      kind: 'rule',
      engine: 'nftables',
      family: table.family,
      table: table.name,
      chain: chain.name,
      number: compiled.number,
      text: formatRule(compiled.rule, table.family),
    } as const
    for (const step of compiled.steps) {
      const result = step.run(evaluation)
      if (result === outcome.next) continue
      const matched = result === outcome.verdict
      evaluation.context.trace?.step(
        matched
          ? { ...head, matched, action: actionText(evaluation) }
          : { ...head, matched, reason: step.reason(evaluation) },
      )
      return result
    }
    evaluation.context.trace?.step({ ...head, matched: true })
    return outcome.next
  }

  #policy(evaluation: Evaluation, base: Chain): Verdict {
    const policy = base.base?.policy ?? 'accept'
    const { table, context } = evaluation
    context.trace?.step({
      kind: 'policy',
      engine: 'nftables',
      table: table.name,
      chain: base.name,
      verdict: policy,
    })
    return policy === 'accept'
      ? accept
      : { kind: 'drop', reason: `policy of nft ${table.family} ${table.name} ${base.name}` }
  }

  #final(evaluation: Evaluation, chain: Chain, number: number): Verdict {
    const { table, kind, answer } = evaluation
    if (kind === 'accept') return accept
    const { droppedIn } = evaluation
    evaluation.droppedIn = undefined
    const place =
      droppedIn === undefined ? `${chain.name} rule ${number}` : `${droppedIn.name} rule 1`
    const rule = `nft ${table.family} ${table.name} ${place}`
    if (kind === 'reject' && answer !== undefined) return { kind: 'reject', answer, rule }
    const { reason } = evaluation
    evaluation.reason = ''
    return { kind: 'drop', reason: reason === '' ? rule : `${rule}: ${reason}` }
  }
}

/** Undefined: the packet itself has to be asked. */
function foreseeRule(
  { steps }: CompiledRule,
  evaluation: Evaluation,
  counters: PacketCounter[],
): 0 | 1 | 2 | undefined {
  for (const step of steps) {
    if (step.counter !== undefined) counters.push(step.counter)
    else if (step.classOnly !== true) return undefined
    else {
      const result = step.run(evaluation)
      if (result !== outcome.next) return result
    }
  }
  return outcome.next
}

function runRule(evaluation: Evaluation, { first, second, more }: CompiledRule): 0 | 1 | 2 {
  if (first === undefined) return outcome.next
  const result = first.run(evaluation)
  if (result !== outcome.next || second === undefined) return result
  const then = second.run(evaluation)
  return then !== outcome.next || more === undefined ? then : runMore(evaluation, more)
}

function runMore(evaluation: Evaluation, steps: CompiledRule['steps']): 0 | 1 | 2 {
  for (let index = 0; index < steps.length; index += 1) {
    const result = steps[index]?.run(evaluation) ?? outcome.next
    if (result !== outcome.next) return result
  }
  return outcome.next
}

function actionText({ kind, target, answer }: Evaluation): string {
  if (kind === 'jump' || kind === 'goto') return `${kind} ${target?.name ?? ''}`
  if (kind !== 'reject' || answer === undefined) return kind
  return answer.kind === 'tcp-reset'
    ? 'reject with tcp reset'
    : `reject with icmp ${answer.type}/${answer.code}`
}
