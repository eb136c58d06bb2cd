import { assertNever } from '../../../base/invariant.ts'
import type { Statement } from '../model/statement.ts'
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
import { outcome } from './evaluation.ts'
import { createLookup } from './lookup.ts'
import { matchStep } from './match-steps.ts'
import { natStep } from './nat-steps.ts'
import { setUpdateStep } from './set-update-step.ts'
import type { Step } from './step.ts'

/** A rule's statements as steps. */
export interface CompiledRule {
  readonly rule: Rule
  readonly steps: readonly Step[]
}

export type Program = readonly CompiledRule[]

/** The chain's rules, made ready when they are first met and again after they have changed. */
export function programOf(table: Table, chain: Chain): Program {
  if (chain.compiledRevision === chain.revision) return chain.compiled as Program
  const program = chain.rules.map((rule) => ({
    rule,
    steps: rule.statements.map((statement) => stepFor(table, statement)),
  }))
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
        evaluation.unknown(`whether the program on queue ${statement.from} lets it pass`)
          ? evaluation.setVerdict('accept')
          : evaluation.drop('the program on its queue did not let it pass'),
      )
    case 'opaque':
      return opaqueStep(statement)
    default:
      return assertNever(statement)
  }
}

/** Takes the verdict of the element found; without one the rule is done. */
function verdictMapStep(table: Table, statement: Extract<Statement, { kind: 'vmap' }>): Step {
  const found = createLookup(table, statement.key, statement.set, true)
  if (found === undefined) return opaqueStep(statement)
  const { lookup, size, label } = found
  return {
    run: (evaluation) => {
      const element = lookup(evaluation)
      if (element === undefined || element === false) return outcome.leave
      const kind = element.data?.kind
      evaluation.target = element.target
      switch (kind) {
        case 'accept':
        case 'drop':
        case 'return':
        case 'jump':
        case 'goto':
          return evaluation.setVerdict(kind)
        default:
          return outcome.next
      }
    },
    reason: () => `none of the ${size()} elements of ${label} matches`,
  }
}

function objectStep(table: Table, { type, name }: Extract<Statement, { kind: 'object' }>): Step {
  const object = table.objects.get(`${type} ${name}`)
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
