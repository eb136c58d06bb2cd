import { invariant } from '../../../base/invariant.ts'
import type { ForeseenRun } from '../../netfilter/foreseen-run.ts'
import { accept, type HookContext, type Verdict } from '../../netfilter/hook.ts'
import { stateBitOf } from '../../netfilter/socket-buffer.ts'
import { probabilityScale } from '../matches/state/statistic.ts'
import type { Evaluation } from '../model/extension.ts'
import type { Rule } from '../model/rule.ts'
import type { Chain } from './chain.ts'
import { action, type CompiledRule, type CompiledRules, compileRules } from './compiled-rules.ts'
import { addressWord, portWord, scanWords } from './rule-words.ts'
import type { Table } from './table.ts'
import { traceMissed, traceReturn, traceRule } from './trace-steps.ts'
import { foreseeWalk } from './walk-memo.ts'

/**
 * A packet's way through a table (ipt_do_table, net/ipv4/netfilter/ip_tables.c). Without a trace it
 * steps from one rule that may match to the next, by the index or by the flat words; with one it looks
 * at each rule in turn, unless the trace folds what cannot match. Verdict, counters and visits are the same either way.
 */
export class Walker {
  readonly #indexed: boolean
  /** Where jumps came from: chains, and the rule to go on with in each. */
  readonly #chains: Chain[] = []
  readonly #positions: number[] = []

  /** `indexed` false: walk even where an index would do. */
  constructor(indexed: boolean) {
    this.#indexed = indexed
  }

  walk(table: Table, base: Chain, evaluation: Evaluation): Verdict {
    const { packet, context, buffer } = evaluation
    const { trace, visits } = context
    let stateBit = stateBitOf(buffer.connectionState)
    const address = addressWord(packet.destination)
    evaluation.destinationWord = address
    evaluation.sourceWord = addressWord(packet.source)
    const ports = portWord(packet.protocol, packet.destinationPort)
    let chain = base
    let at = 0
    let depth = 0
    for (;;) {
      const compiled = chain.compiled ?? this.#compile(table, chain)
      let found = trace === undefined || trace.folds ? nextOf(compiled, at, address, ports) : at
      if (trace !== undefined && found > at) traceMissed(trace, table, chain, at, compiled, found)
      const drawn = trace === undefined ? draw(compiled, found, context) : found
      found = drawn < 0 ? ~drawn : drawn
      const rule = compiled.rules[found]
      visits.rules += Math.min(found + 1, compiled.count) - at
      at = found + 1
      if (drawn < 0 && rule !== undefined) count(rule.rule, evaluation)
      else if (rule !== undefined && !asks(table, chain, at, rule, evaluation, stateBit)) continue
      const step = rule === undefined ? action.return : rule.action
      if (step === action.jump || step === action.goto) {
        if (step === action.jump) {
          this.#chains[depth] = chain
          this.#positions[depth] = at
          depth += 1
        }
        chain = chainOf(rule)
        at = 0
        visits.chainJumps += 1
      } else if (step === action.return) {
        if (rule === undefined && chain !== base && trace !== undefined)
          traceReturn(trace, table, chain)
        if (depth === 0) return applyPolicy(table, base, evaluation)
        depth -= 1
        chain = this.#chains[depth] ?? base
        at = this.#positions[depth] ?? 0
      } else {
        const verdict = rule?.act(evaluation)
        if (verdict !== undefined) return verdict
        stateBit = stateBitOf(buffer.connectionState)
      }
    }
  }

  /** What a walk would come to, if no packet of its class has to be asked; nothing is counted. */
  foresee(table: Table, base: Chain, evaluation: Evaluation): ForeseenRun | undefined {
    const compiled = (chain: Chain) => chain.compiled ?? this.#compile(table, chain)
    return foreseeWalk(base, evaluation, compiled, policyVerdict(base))
  }

  #compile(table: Table, chain: Chain): CompiledRules {
    const compiled = compileRules(table, chain, this.#indexed)
    chain.compiled = compiled
    return compiled
  }
}

/** The first rule from `from` on that may match; the number of rules where none does. */
function nextOf(compiled: CompiledRules, from: number, address: number, ports: number): number {
  const { index, words } = compiled
  if (index !== undefined) return index.next(from, address, ports)
  return words === undefined ? from : scanWords(words, from, address, ports)
}

/**
 * Passes over rules that ask chance and nothing else, and that chance decides against. The complement (~) of a
 * rule's number: chance decided for it.
 */
function draw({ chances, count }: CompiledRules, from: number, context: HookContext): number {
  if (chances === undefined) return from
  const { chance, visits } = context
  for (let i = from; i < count; i += 1) {
    const threshold = chances[i] as number
    if (threshold < 0) return i
    visits.statistic += 1
    if (chance.happens(threshold, probabilityScale)) return ~i
  }
  return count
}

/** Whether the rule matches; then it has counted the packet. */
function asks(
  table: Table,
  chain: Chain,
  number: number,
  rule: CompiledRule,
  evaluation: Evaluation,
  stateBit: number,
): boolean {
  const { trace } = evaluation.context
  const matched =
    trace === undefined
      ? rule.matches(evaluation, stateBit)
      : traceRule(trace, table, chain, number, rule, evaluation)
  if (matched) count(rule.rule, evaluation)
  return matched
}

function chainOf(rule: CompiledRule | undefined): Chain {
  invariant(rule?.chain !== undefined, 'a jump leads to a chain of its table')
  return rule.chain
}

function count(rule: Rule, { context, packet }: Evaluation): void {
  const { journal } = context
  if (journal !== undefined) {
    const { packets, bytes } = rule
    journal.note(() => {
      rule.packets = packets
      rule.bytes = bytes
    })
  }
  rule.packets += 1
  rule.bytes += packet.lengthBytes
}

function applyPolicy(table: Table, chain: Chain, { context, packet }: Evaluation): Verdict {
  if (chain.countsPolicy) {
    const { packets, bytes } = chain
    context.journal?.note(() => {
      chain.packets = packets
      chain.bytes = bytes
    })
    chain.packets += 1
    chain.bytes += packet.lengthBytes
  }
  const verdict = policyVerdict(chain)
  context.trace?.step({
    kind: 'policy',
    engine: 'iptables',
    table: table.name,
    chain: chain.name,
    verdict: verdict.kind === 'drop' ? 'drop' : 'accept',
  })
  return verdict
}

function policyVerdict({ name, policy }: Chain): Verdict {
  return policy === 'DROP' ? { kind: 'drop', reason: `policy of ${name}` } : accept
}
