import { invariant } from '../../../base/invariant.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import { formatRule } from '../print/rule-printer.ts'
import type { Chain } from '../ruleset/chain.ts'
import { jumpDepthMax } from '../transaction/validation.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { type CompiledRule, type Program, programOf } from './program.ts'

/** Where a jump came from. */
interface Frame {
  chain: Chain
  program: Program
  next: number
}

/** Takes a packet through a base chain and whatever it leads to (net/netfilter/nf_tables_core.c, nft_do_chain). */
export class Walker {
  readonly #stack: Frame[] = []

  run(evaluation: Evaluation, base: Chain): Verdict {
    const { table } = evaluation
    const stack = this.#stack
    let depth = 0
    let chain = base
    let program = programOf(table, chain)
    let next = 0
    for (;;) {
      const compiled = program[next]
      if (compiled === undefined) {
        if (depth === 0) return this.#policy(evaluation, base)
        depth -= 1
        const frame = stack[depth]
        invariant(frame !== undefined, 'a jump left where it came from')
        ;({ chain, program, next } = frame)
        continue
      }
      next += 1
      if (this.#runRule(evaluation, chain, compiled, next) !== outcome.verdict) continue
      switch (evaluation.kind) {
        case 'return':
          next = program.length
          break
        case 'jump':
        case 'goto': {
          const { target } = evaluation
          invariant(target !== undefined, 'a chain that is led to is there')
          if (evaluation.kind === 'jump') {
            // The rule was the chain's last: nothing to come back to, but the frame stands all the same.
            invariant(depth < jumpDepthMax, 'jump depth within limit')
            stack[depth] = { chain, program, next }
            depth += 1
          }
          evaluation.context.visits.chainJumps += 1
          chain = target
          program = programOf(table, chain)
          next = 0
          break
        }
        default:
          return this.#final(evaluation, chain, next)
      }
    }
  }

  #runRule(
    evaluation: Evaluation,
    chain: Chain,
    compiled: CompiledRule,
    number: number,
  ): 0 | 1 | 2 {
    const { steps } = compiled
    evaluation.context.visits.nftRules += 1
    if (evaluation.context.trace !== undefined)
      return this.#traceRule(evaluation, chain, compiled, number)
    for (let index = 0; index < steps.length; index += 1) {
      const result = steps[index]?.run(evaluation) ?? outcome.next
      if (result !== outcome.next) return result
    }
    return outcome.next
  }

  #traceRule(
    evaluation: Evaluation,
    chain: Chain,
    compiled: CompiledRule,
    number: number,
  ): 0 | 1 | 2 {
    const { table } = evaluation
    const head = {
      kind: 'rule',
      engine: 'nftables',
      family: table.family,
      table: table.name,
      chain: chain.name,
      number,
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
    if (kind === 'reject' && answer !== undefined) return { kind: 'reject', answer }
    const rule = `nft ${table.family} ${table.name} ${chain.name} rule ${number}`
    const { reason } = evaluation
    evaluation.reason = ''
    return { kind: 'drop', reason: reason === '' ? rule : `${rule}: ${reason}` }
  }
}

function actionText({ kind, target, answer }: Evaluation): string {
  if (kind === 'jump' || kind === 'goto') return `${kind} ${target?.name ?? ''}`
  if (kind !== 'reject' || answer === undefined) return kind
  return answer.kind === 'tcp-reset'
    ? 'reject with tcp reset'
    : `reject with icmp ${answer.type}/${answer.code}`
}
