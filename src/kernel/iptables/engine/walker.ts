import { invariant } from '../../../base/invariant.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import type { Evaluation } from '../model/extension.ts'
import type { Rule } from '../model/rule.ts'
import type { Chain } from './chain.ts'
import {
  action,
  addressWord,
  type CompiledRule,
  type CompiledRules,
  compileRules,
  portWord,
} from './compiled-rules.ts'
import type { Table } from './table.ts'
import { traceReturn, traceRule } from './trace-steps.ts'

/**
 * A packet's way through a table (ipt_do_table, net/ipv4/netfilter/ip_tables.c). Without a trace it
 * steps from one rule that may match to the next, by the index or by the flat words; with one it looks
 * at each rule in turn. Verdict, counters and visits are the same either way.
 */
export class Walker {
  /** False: walk even where there is an index (property tests, benches). */
  indexed: boolean
  readonly #chains: Chain[] = []
  readonly #positions: number[] = []

  constructor(indexed: boolean) {
    this.indexed = indexed
  }

  walk(table: Table, base: Chain, evaluation: Evaluation): Verdict {
    const { packet, context } = evaluation
    const address = addressWord(packet.destination)
    const ports = portWord(packet.protocol, packet.destinationPort)
    const { trace, visits } = context
    let chain = base
    let at = 0
    let depth = 0
    for (;;) {
      const compiled = chain.compiled ?? this.#compile(table, chain)
      const found = trace === undefined ? this.#next(compiled, at, address, ports) : at
      const rule = compiled.rules[found]
      if (rule === undefined) {
        visits.rules += compiled.count - at
        if (trace !== undefined && chain !== base) traceReturn(trace, table, chain)
        if (depth === 0) return applyPolicy(table, base, evaluation)
        depth -= 1
        chain = this.#chains[depth] ?? base
        at = this.#positions[depth] ?? 0
        continue
      }
      visits.rules += found - at + 1
      at = found + 1
      const matched =
        trace === undefined
          ? rule.matches(evaluation)
          : traceRule(trace, table, chain, at, rule, evaluation)
      if (!matched) continue
      count(rule.rule, evaluation)
      switch (rule.action) {
        case action.none:
          break
        case action.accept:
        case action.drop:
          return rule.verdict
        case action.return:
          if (depth === 0) return applyPolicy(table, base, evaluation)
          depth -= 1
          chain = this.#chains[depth] ?? base
          at = this.#positions[depth] ?? 0
          break
        case action.jump:
          this.#chains[depth] = chain
          this.#positions[depth] = at
          depth += 1
          chain = chainOf(rule)
          at = 0
          visits.chainJumps += 1
          break
        case action.goto:
          chain = chainOf(rule)
          at = 0
          visits.chainJumps += 1
          break
        default: {
          const verdict = rule.target?.apply(evaluation)
          if (verdict !== undefined) return verdict
        }
      }
    }
  }

  #next(compiled: CompiledRules, from: number, address: number, ports: number): number {
    const { index } = compiled
    if (index !== undefined && this.indexed) return index.next(from, address, ports)
    return scan(compiled.tests, from, compiled.count, address, ports)
  }

  #compile(table: Table, chain: Chain): CompiledRules {
    const compiled = compileRules(table, chain, this.indexed)
    chain.compiled = compiled
    return compiled
  }
}

/** The first rule from `from` on whose words fit; `count` where none does. */
export function scan(
  tests: Int32Array,
  from: number,
  count: number,
  address: number,
  ports: number,
): number {
  const end = count * 4
  for (let at = from * 4; at < end; at += 4)
    if (
      ((address ^ (tests[at] as number)) & (tests[at + 1] as number)) === 0 &&
      ((ports ^ (tests[at + 2] as number)) & (tests[at + 3] as number)) === 0
    )
      return at >> 2
  return count
}

function chainOf(rule: CompiledRule): Chain {
  invariant(rule.chain !== undefined, 'a jump leads to a chain of its table')
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
  const drop = chain.policy === 'DROP'
  context.trace?.step({
    kind: 'policy',
    engine: 'iptables',
    table: table.name,
    chain: chain.name,
    verdict: drop ? 'drop' : 'accept',
  })
  return drop ? { kind: 'drop', reason: `policy of ${chain.name}` } : accept
}
