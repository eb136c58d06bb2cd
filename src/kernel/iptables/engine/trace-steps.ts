import { formatAddress } from '../../../packet/address.ts'
import { formatProtocol } from '../../../packet/protocol.ts'
import type { Trace } from '../../netfilter/trace.ts'
import { addressMatches, formatPattern } from '../model/address-pattern.ts'
import type { Evaluation } from '../model/extension.ts'
import { interfaceMatches } from '../model/interface-pattern.ts'
import { printIptablesProtocol } from '../model/protocol-name.ts'
import type { Header } from '../model/rule.ts'
import { printAction, printRuleAsRead } from '../text/rule-writer.ts'
import type { Chain } from './chain.ts'
import { type CompiledRule, type CompiledRules, headerMatches } from './compiled-rules.ts'
import type { Table } from './table.ts'

/** Asks a rule and says what came of it. Every match is asked once at most, as without a trace. */
export function traceRule(
  trace: Trace,
  table: Table,
  chain: Chain,
  number: number,
  rule: CompiledRule,
  evaluation: Evaluation,
): boolean {
  const step = {
    kind: 'rule',
    engine: 'iptables',
    family: evaluation.family,
    table: table.name,
    chain: chain.name,
    number,
    text: `-A ${chain.name}${printRuleAsRead(rule.rule)}`,
  } as const
  if (!headerMatches(rule.rule.header, evaluation)) {
    const reason = explainHeader(rule.rule.header, evaluation)
    trace.step({ ...step, matched: false, reason })
    return false
  }
  const failing = rule.firstFailing(evaluation)
  if (failing !== undefined) {
    const reason =
      failing.explain?.(evaluation) || `-m ${failing.name}${failing.print()} does not match`
    trace.step({ ...step, matched: false, reason })
    return false
  }
  trace.step({ ...step, matched: true, action: describeAction(rule) })
  return true
}

/** Rules from `from` on, up to and without `found`, that the index passed over. */
export function traceMissed(
  trace: Trace,
  table: Table,
  chain: Chain,
  from: number,
  { count }: CompiledRules,
  found: number,
): void {
  trace.step({
    kind: 'rules-missed',
    engine: 'iptables',
    table: table.name,
    chain: chain.name,
    first: from + 1,
    last: Math.min(found, count),
  })
}

/** The end of a user's chain: back to where it was called from. */
export function traceReturn(trace: Trace, table: Table, { name }: Chain): void {
  const verdict = 'return'
  trace.step({ kind: 'policy', engine: 'iptables', table: table.name, chain: name, verdict })
}

function describeAction(rule: CompiledRule): string {
  const { action } = rule.rule
  switch (action.kind) {
    case 'none':
      return 'count'
    case 'jump':
      return `jump ${action.chain}`
    case 'goto':
      return `goto ${action.chain}`
    default:
      return printAction(action).slice(' -j '.length)
  }
}

function explainHeader(header: Header, { buffer, packet }: Evaluation): string {
  const not = (inverted: boolean) => (inverted ? 'is' : 'is not')
  const { source, destination, protocol, inputInterface, outputInterface } = header
  if (source !== undefined && !addressMatches(source, packet.source))
    return `source ${formatAddress(packet.source)} ${not(source.inverted)} ${formatPattern(source)}`
  if (destination !== undefined && !addressMatches(destination, packet.destination))
    return `destination ${formatAddress(packet.destination)} ${not(destination.inverted)} ${formatPattern(destination)}`
  if (protocol !== undefined && (packet.protocol === protocol.number) === protocol.inverted)
    return `protocol ${formatProtocol(packet.protocol)} ${not(protocol.inverted)} ${printIptablesProtocol(protocol.number)}`
  for (const [which, pattern, name] of [
    ['input', inputInterface, buffer.inputInterface],
    ['output', outputInterface, buffer.outputInterface],
  ] as const)
    if (pattern !== undefined && !interfaceMatches(pattern, name))
      return `${which} interface ${name || '(none)'} ${not(pattern.inverted)} ${pattern.name}${pattern.prefix ? '+' : ''}`
  return 'the packet is no later fragment'
}
