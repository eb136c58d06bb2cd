import { invariant } from '../../../base/invariant.ts'
import type { Ipv4 } from '../../../packet/address.ts'
import type { ForeseenRun } from '../../netfilter/foreseen-run.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import { stateBitOf } from '../../netfilter/socket-buffer.ts'
import type { Trace } from '../../netfilter/trace.ts'
import { probabilityScale } from '../matches/state/statistic.ts'
import type { Evaluation } from '../model/extension.ts'
import type { Rule } from '../model/rule.ts'
import { translate } from '../targets/nat.ts'
import type { Chain } from './chain.ts'
import { action, type CompiledRule, CompiledRules } from './compiled-rules.ts'
import { addressWord, portWord, scanWords } from './rule-words.ts'
import type { Table } from './table.ts'
import {
  entryFlag,
  entryWord,
  entryWords,
  headWords,
  shortEntryWords,
  type TableCode,
} from './table-code.ts'
import { traceMissed, traceReturn, traceRule } from './trace-steps.ts'
import { foreseeWalk } from './walk-memo.ts'

/**
 * A packet's way through a table (ipt_do_table, net/ipv4/netfilter/ip_tables.c). Without a trace it
 * steps over the flat code of the chains that it meets, in long ones from one rule that may match to the next, by the index or
 * by the flat words; with one it looks at each rule in turn, unless the trace folds what cannot match. Verdict, counters and
 * visits are the same either way.
 */
export class Walker {
  readonly #indexed: boolean
  /** Where jumps came from: chains, and the rule to go on with in each. */
  readonly #chains: Chain[] = []
  readonly #positions: number[] = []
  /** The same in code: heads, and the entry to go on with. */
  readonly #heads: number[] = []
  readonly #entries: number[] = []
  /** Where a rule translates to, for as long as it does. */
  readonly #range = { addressMin: 0 as Ipv4, addressMax: 0 as Ipv4, portMin: 0, portMax: 0 }

  /** `indexed` false: walk even where an index would do. */
  constructor(indexed: boolean) {
    this.#indexed = indexed
  }

  walk(table: Table, base: Chain, evaluation: Evaluation): Verdict {
    const { packet, context } = evaluation
    evaluation.destinationWord = addressWord(packet.destination)
    evaluation.sourceWord = addressWord(packet.source)
    return context.trace === undefined
      ? this.#walk(table, base, evaluation)
      : this.#walkTraced(table, base, evaluation, context.trace)
  }

  #walk(table: Table, base: Chain, evaluation: Evaluation): Verdict {
    const { packet, context, buffer, destinationWord, sourceWord } = evaluation
    const { visits } = context
    const { code } = table
    const ports = portWord(packet.protocol, packet.destinationPort)
    let stateBit = stateBitOf(buffer.connectionState) << entryFlag.statesShift
    let head = this.#headOf(table, base)
    let { words } = code
    let at = head + headWords
    let depth = 0
    for (;;) {
      const end = words[head + entryWord.end] as number
      if ((words[head + entryWord.chain] as number) < 0) {
        const from = at
        const first = (at - head - headWords) / entryWords
        const next = nextOf(code.rules(head), first, destinationWord, ports)
        at = head + headWords + entryWords * next
        visits.rules += (at - from) / entryWords
      }
      if (at >= end) {
        if (depth === 0) return applyPolicy(table, base, evaluation)
        depth -= 1
        head = this.#heads[depth] as number
        at = this.#entries[depth] as number
        continue
      }
      const entry = at
      const flags = words[entry] as number
      at += (flags & entryFlag.short) === 0 ? entryWords : shortEntryWords
      visits.rules += 1
      if ((flags & entryFlag.chance) !== 0) {
        visits.statistic += 1
        const threshold = words[entry + entryWord.destination] as number
        if (!context.chance.happens(threshold, probabilityScale)) continue
      } else if ((flags & entryFlag.short) === 0) {
        if ((flags & stateBit) === 0) continue
        if (!fits(words, entry, flags, destinationWord, ports, sourceWord)) continue
        if ((flags & entryFlag.asks) !== 0)
          if (!code.rule(head, entry).holdsBeyondWords(evaluation)) continue
      }
      code.count(head, entry, 1, packet.lengthBytes)
      if (context.journal !== undefined) noteCount(code, head, entry, evaluation)
      switch (flags & entryFlag.actionMask) {
        case action.jump:
        case action.goto:
          if ((flags & entryFlag.actionMask) === action.jump) {
            this.#heads[depth] = head
            this.#entries[depth] = at
            depth += 1
          }
          head = (words[entry + entryWord.target] as number) || this.#lead(table, head, entry)
          words = code.words
          at = head + headWords
          visits.chainJumps += 1
          break
        case action.return:
          if (depth === 0) return applyPolicy(table, base, evaluation)
          depth -= 1
          head = this.#heads[depth] as number
          at = this.#entries[depth] as number
          break
        case action.none:
          break
        case action.accept:
          return accept
        case action.translate: {
          const range = this.#range
          range.addressMin = ((words[entry + entryWord.source] as number) >>> 0) as Ipv4
          range.addressMax = range.addressMin
          range.portMin = words[entry + entryWord.target] as number
          range.portMax = range.portMin
          return translate(evaluation, 'destination', range)
        }
        default: {
          const verdict = code.rule(head, entry).act(evaluation)
          if (verdict !== undefined) return verdict
          stateBit = stateBitOf(buffer.connectionState) << entryFlag.statesShift
        }
      }
    }
  }

  #headOf(table: Table, chain: Chain): number {
    const { code } = table
    return code.headOf(chain) ?? code.add(chain, chain.compiled ?? this.#compile(table, chain))
  }

  /** Where a jump leads that nobody has taken yet. */
  #lead(table: Table, from: number, entry: number): number {
    const { code } = table
    const target = code.rules(from).target(code.indexOf(from, entry))
    invariant(target !== undefined, 'a jump leads to a chain of its table')
    const head = this.#headOf(table, target)
    code.words[entry + entryWord.target] = head
    return head
  }

  #walkTraced(table: Table, base: Chain, evaluation: Evaluation, trace: Trace): Verdict {
    const { packet, context } = evaluation
    const { visits } = context
    const ports = portWord(packet.protocol, packet.destinationPort)
    let chain = base
    let at = 0
    let depth = 0
    for (;;) {
      const compiled = chain.compiled ?? this.#compile(table, chain)
      const found = trace.folds ? nextOf(compiled, at, evaluation.destinationWord, ports) : at
      if (found > at) traceMissed(trace, table, chain, at, compiled, found)
      const rule = compiled.rules[found]
      visits.rules += Math.min(found + 1, compiled.count) - at
      at = found + 1
      if (rule !== undefined) {
        if (!traceRule(trace, table, chain, at, rule, evaluation)) continue
        count(rule.rule, evaluation)
      }
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
        if (rule === undefined && chain !== base) traceReturn(trace, table, chain)
        if (depth === 0) return applyPolicy(table, base, evaluation)
        depth -= 1
        chain = this.#chains[depth] ?? base
        at = this.#positions[depth] ?? 0
      } else {
        const verdict = rule?.act(evaluation)
        if (verdict !== undefined) return verdict
      }
    }
  }

  /** What a walk would come to, if no packet of its class (to its destination) has to be asked; nothing is counted. */
  foresee(
    table: Table,
    base: Chain,
    evaluation: Evaluation,
    withDestination: boolean,
  ): ForeseenRun | undefined {
    evaluation.destinationWord = addressWord(evaluation.packet.destination)
    const compiled = (chain: Chain) => chain.compiled ?? this.#compile(table, chain)
    return foreseeWalk(base, evaluation, compiled, policyVerdict(base), withDestination)
  }

  #compile(table: Table, chain: Chain): CompiledRules {
    const compiled = new CompiledRules(table, chain, this.#indexed)
    chain.compiled = compiled
    return compiled
  }
}

/** Whether an entry's words fit the packet's. */
function fits(
  words: Int32Array,
  entry: number,
  flags: number,
  destination: number,
  ports: number,
  source: number,
): boolean {
  const wordAt = (index: number) => words[entry + index] as number
  if (((ports ^ wordAt(entryWord.ports)) & wordAt(entryWord.portsMask)) !== 0) return false
  const toward = (destination ^ wordAt(entryWord.destination)) & wordAt(entryWord.destinationMask)
  if ((toward === 0) === ((flags & entryFlag.destinationInverted) !== 0)) return false
  const from = (source ^ wordAt(entryWord.source)) & wordAt(entryWord.sourceMask)
  return (from === 0) !== ((flags & entryFlag.sourceInverted) !== 0)
}

/** The first rule from `from` on that may match; the number of rules where none does. */
function nextOf(compiled: CompiledRules, from: number, address: number, ports: number): number {
  if (compiled.index !== undefined) return compiled.index.next(from, address, ports)
  return compiled.words === undefined ? from : scanWords(compiled.words, from, address, ports)
}

function chainOf(rule: CompiledRule | undefined): Chain {
  invariant(rule?.chain !== undefined, 'a jump leads to a chain of its table')
  return rule.chain
}

function noteCount(
  code: TableCode,
  head: number,
  entry: number,
  { context, packet }: Evaluation,
): void {
  const { lengthBytes } = packet
  context.journal?.note(() => code.count(head, entry, -1, -lengthBytes))
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
