import { assertNever } from '../../../base/invariant.ts'
import type { ConstantElement, NumberGenerator } from '../model/expression.ts'
import type { Statement, Verdict } from '../model/statement.ts'
import { formatExpression } from '../print/expression-printer.ts'
import type { Chain, Rule } from '../ruleset/chain.ts'
import type { Table } from '../ruleset/table.ts'
import {
  actionStep,
  counterStep,
  limitStep,
  opaqueStep,
  quotaStep,
  rejectStep,
  setValueStep,
  verdictStep,
} from './action-steps.ts'
import { drawnElements, drawPlace } from './drawn-map.ts'
import { EndpointChains } from './endpoint-chains.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { createLookup } from './lookup.ts'
import { matchStep } from './match-steps.ts'
import { natStep } from './nat-steps.ts'
import { setUpdateStep } from './set-update-step.ts'
import type { Step } from './step.ts'

/** A rule's statements as steps; the next rule hangs on it, so that walking a chain needs no array. */
export class CompiledRule {
  readonly rule: Rule
  /** Counts from 1 in its chain. */
  readonly number: number
  readonly first: Step | undefined
  readonly second: Step | undefined
  readonly more: readonly Step[] | undefined
  readonly next: CompiledRule | undefined
  /** In the order in which they are written; the others stand as they are best asked. */
  readonly steps: readonly Step[]

  constructor(rule: Rule, number: number, steps: readonly Step[], next: CompiledRule | undefined) {
    const ordered = bestOrder(rule, steps)
    this.rule = rule
    this.number = number
    this.first = ordered[0]
    this.second = ordered[1]
    this.more = ordered.length > 2 ? ordered.slice(2) : undefined
    this.next = next
    this.steps = steps
  }
}

/**
 * What asks for the destination goes behind the other comparisons at a rule's beginning. A Service's chain was reached by that
 * address: it holds anyway, and its step is one of tens of thousands, while others serve all chains and are in
 * the processor's cache (`ip daddr 10.96.0.10 tcp dport 80 ip saddr != 10.244.0.0/16 jump mark-for-masquerade`).
 */
function bestOrder({ statements }: Rule, steps: readonly Step[]): readonly Step[] {
  const firstImpure = steps.findIndex((step) => step.pure !== true)
  const pure = firstImpure < 0 ? steps : steps.slice(0, firstImpure)
  if (pure.length < 2) return steps
  const ofDestination = pure.filter((_, index) => asksDestination(statements[index]))
  if (ofDestination.length === 0) return steps
  const others = pure.filter((_, index) => !asksDestination(statements[index]))
  return [...others, ...ofDestination, ...steps.slice(pure.length)]
}

function asksDestination(statement: Statement | undefined): boolean {
  if (statement?.kind !== 'match' || statement.left.kind !== 'payload') return false
  return statement.left.field === 'daddr' || statement.left.field === 'dport'
}

/** The first of the chain's rules, made ready when they are first met and again after they have changed. */
export function programOf(table: Table, chain: Chain): CompiledRule | undefined {
  if (chain.compiledRevision === chain.revision) return chain.compiled as CompiledRule | undefined
  let program: CompiledRule | undefined
  for (let index = chain.rules.length - 1; index >= 0; index -= 1) {
    const rule = chain.rules[index]
    if (rule === undefined) continue
    const steps = rule.statements.map((statement) => stepFor(table, statement))
    program = new CompiledRule(rule, index + 1, steps, program)
  }
  chain.compiled = program
  chain.compiledRevision = chain.revision
  return program
}

function stepFor(table: Table, statement: Statement): Step {
  switch (statement.kind) {
    case 'match':
      return matchStep(table, statement)
    case 'verdict':
      return verdictStep(table, statement.verdict)
    case 'vmap':
      return verdictMapStep(table, statement)
    case 'set-value':
      return setValueStep(table, statement)
    case 'counter':
      return counterStep(statement.state)
    case 'object':
      return objectStep(table, statement)
    case 'limit':
      return limitStep(statement)
    case 'quota':
      return quotaStep(statement.bytes, statement.over, statement.used)
    case 'reject':
      return rejectStep(statement)
    case 'nat':
      return natStep(table, statement)
    case 'set-update':
      return setUpdateStep(table, statement)
    case 'log':
      return actionStep(() => outcome.next)
    case 'notrack':
      return actionStep(({ buffer }) => {
        buffer.connectionState ??= 'UNTRACKED'
        return outcome.next
      })
    case 'queue':
      return actionStep((evaluation) =>
        evaluation.unknown(
          `whether the program on queue ${formatExpression(statement.number)} lets it pass`,
        )
          ? evaluation.setVerdict('accept')
          : evaluation.drop('the program on its queue did not let it pass'),
      )
    case 'copy':
      // A copy goes elsewhere; the packet itself goes on, but for `fwd`.
      return statement.type === 'dup' ? actionStep(() => outcome.next) : opaqueStep(statement)
    case 'tproxy':
    case 'synproxy':
    case 'meter':
    case 'opaque':
      return opaqueStep(statement)
    default:
      return assertNever(statement)
  }
}

/** Takes the verdict of the element found; without one the rule is done. */
function verdictMapStep(table: Table, statement: Extract<Statement, { kind: 'vmap' }>): Step {
  const drawn = drawnElements(statement.key, statement.set)
  if (drawn !== undefined) return drawnVerdictStep(table, drawn.generator, drawn.elements)
  const lookup = createLookup(table, statement.key, statement.set, true)
  if (lookup === undefined) return opaqueStep(statement)
  const endpointChains = new EndpointChains(lookup.set)
  return {
    run: (evaluation) => {
      const number = lookup.findNumber(evaluation)
      if (number === -1) return outcome.leave
      const passed = number === undefined ? undefined : endpointChains.run(evaluation, number)
      if (passed !== undefined) return passed
      const element = number === undefined ? lookup.find(evaluation) : lookup.set.elementOf(number)
      if (element === undefined || element === false) return outcome.leave
      return takeVerdict(evaluation, element.verdict, element.target)
    },
    reason: () => `none of the ${lookup.set.size} elements of ${lookup.label} matches`,
  }
}

/** The endpoints of a Service with affinity: one chain each. */
function drawnVerdictStep(
  table: Table,
  generator: NumberGenerator,
  elements: readonly ConstantElement[],
): Step {
  const verdicts = elements.map(({ data }) => data as Verdict | undefined)
  const targets = verdicts.map((verdict) =>
    verdict !== undefined && 'chain' in verdict ? table.chains.get(verdict.chain) : undefined,
  )
  return {
    run: (evaluation) => {
      const place = drawPlace(evaluation, generator, elements)
      if (place < 0) return outcome.leave
      return takeVerdict(evaluation, verdicts[place]?.kind, targets[place])
    },
    reason: () => `the number drawn is none of the ${elements.length} elements`,
  }
}

function takeVerdict(
  evaluation: Evaluation,
  verdict: Verdict['kind'] | undefined,
  target: Chain | undefined,
): 0 | 2 {
  if (verdict === undefined || verdict === 'continue') return outcome.next
  evaluation.target = target
  return evaluation.setVerdict(verdict)
}

function objectStep(table: Table, { type, name }: Extract<Statement, { kind: 'object' }>): Step {
  // What conntrack is told of a connection stops no packet.
  if (type.startsWith('ct ')) return actionStep(() => outcome.next)
  const object = typeof name === 'string' ? table.objects.get(`${type} ${name}`) : undefined
  if (type === 'counter' && object !== undefined) return counterStep(object.counter)
  const quota = object?.quota
  if (quota !== undefined) {
    const used = {
      get bytes() {
        return quota.used
      },
      set bytes(bytes: number) {
        quota.used = bytes
      },
    }
    return quotaStep(quota.bytes, quota.over, used)
  }
  return opaqueStep({ kind: 'object', type, name })
}
