import type { RejectAnswer } from '../../netfilter/hook.ts'
import type { Expression } from '../model/expression.ts'
import type {
  LimitStatement,
  RejectStatement,
  SetValueStatement,
  Statement,
  Verdict,
} from '../model/statement.ts'
import { formatStatement } from '../print/statement-printer.ts'
import type { Table } from '../ruleset/table.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { loaderFor } from './expressions.ts'
import { missing } from './loader.ts'
import { count, createLookup } from './lookup.ts'
import type { Step } from './step.ts'

const never = () => ''

/** A step that always holds. */
export function actionStep(run: (evaluation: Evaluation) => 0 | 1 | 2): Step {
  return { run, reason: never }
}

export function verdictStep(table: Table, verdict: Verdict): Step {
  return { ...verdictAction(table, verdict), classOnly: true }
}

function verdictAction(table: Table, verdict: Verdict): Step {
  if (verdict.kind === 'continue') return actionStep(() => outcome.next)
  if (verdict.kind !== 'jump' && verdict.kind !== 'goto') {
    const { kind } = verdict
    return actionStep((evaluation) => evaluation.setVerdict(kind))
  }
  const { kind } = verdict
  const target = table.chains.get(verdict.chain)
  return actionStep((evaluation) => {
    evaluation.target = target
    return evaluation.setVerdict(kind)
  })
}

/** What is not modelled: it may stop the rule or not. */
export function opaqueStep(statement: Statement): Step {
  const text = formatStatement(statement)
  return {
    run: (evaluation) =>
      evaluation.unknown(`whether "${text}" holds`) ? outcome.next : outcome.leave,
    reason: () => `it is not known whether "${text}" holds`,
  }
}

export function counterStep(counter: { packets: number; bytes: number }): Step {
  const step = actionStep((evaluation) => {
    count(evaluation, counter)
    return outcome.next
  })
  return { ...step, counter }
}

/** Sets a mark; what else can be set changes nothing that is modelled, or is not known. */
export function setValueStep(table: Table, statement: SetValueStatement): Step {
  const { target, value } = statement
  const toMark = target.kind === 'meta' && target.key === 'mark'
  const toConnectionMark = target.kind === 'ct' && target.key === 'mark'
  if (!toMark && !toConnectionMark) {
    const harmless =
      target.kind === 'meta' || (target.kind === 'payload' && isHarmless(target.field))
    return harmless ? actionStep(() => outcome.next) : opaqueStep(statement)
  }
  const load = numberOf(table, value)
  if (load === undefined) return opaqueStep(statement)
  return {
    run: (evaluation) => {
      const number = load(evaluation)
      if (number === missing) return outcome.leave
      if (toMark) setMark(evaluation, number)
      else if (evaluation.buffer.connection >= 0)
        evaluation.context.connections.setMark(evaluation.buffer, number, evaluation.context)
      return outcome.next
    },
    reason: () => 'there is no value to set',
  }
}

function isHarmless(field: string): boolean {
  return (
    field === 'dscp' || field === 'ttl' || field === 'hoplimit' || field === 'ecn' || field === 'id'
  )
}

function setMark({ buffer, context }: Evaluation, mark: number): void {
  if (buffer.mark !== mark) context.trace?.step({ kind: 'mark', from: buffer.mark, to: mark })
  buffer.mark = mark
}

/** A number from an expression or from a map. */
export function numberOf(
  table: Table,
  expression: Expression,
): ((evaluation: Evaluation) => number) | undefined {
  if (expression.kind !== 'map') {
    const loader = loaderFor(expression)
    return loader.kind === 'number' ? loader.load : undefined
  }
  const found = createLookup(table, expression.key, expression.set, true)
  if (found === undefined) return undefined
  return (evaluation) => {
    const element = found.find(evaluation)
    if (element === undefined || element === false) return missing
    const { data } = element
    return data?.kind === 'value' && typeof data.value === 'number' ? data.value : missing
  }
}

/** Codes that `icmpx` stands for in each family (nft_reject_icmp_code, nft_reject_icmpv6_code). */
const icmpxCodes: Readonly<Record<number, { readonly four: number; readonly six: number }>> = {
  0: { four: 0, six: 0 },
  1: { four: 3, six: 4 },
  2: { four: 1, six: 3 },
  3: { four: 13, six: 1 },
}

export function rejectStep(statement: RejectStatement): Step {
  const { with: protocol, code } = statement
  if (protocol === 'tcp reset') {
    const answer: RejectAnswer = { kind: 'tcp-reset' }
    return {
      // nft puts `meta l4proto tcp` before it (stmt_evaluate_reject).
      run: (evaluation) =>
        evaluation.packet.protocol === 6 ? reject(evaluation, answer) : outcome.leave,
      reason: () => 'the packet is no TCP',
    }
  }
  const codes =
    protocol === 'icmpx' ? (icmpxCodes[code] ?? { four: 3, six: 4 }) : { four: code, six: code }
  const four: RejectAnswer = { kind: 'icmp', type: 3, code: codes.four }
  const six: RejectAnswer = { kind: 'icmp', type: 1, code: codes.six }
  return {
    run: (evaluation) => {
      const { isIpv4 } = evaluation
      if ((protocol === 'icmp' && !isIpv4) || (protocol === 'icmpv6' && isIpv4))
        return outcome.leave
      return reject(evaluation, isIpv4 ? four : six)
    },
    reason: () => `the packet is not of ${protocol}'s family`,
  }
}

function reject(evaluation: Evaluation, answer: RejectAnswer): 2 {
  evaluation.answer = answer
  return evaluation.setVerdict('reject')
}

const unitBytes: Readonly<Record<string, number>> = {
  packets: 1,
  bytes: 1,
  kbytes: 1024,
  mbytes: 1024 * 1024,
}
const periodMs = { second: 1e3, minute: 6e4, hour: 3.6e6, day: 8.64e7, week: 6.048e8 } as const

interface Bucket {
  tokensMs: number
  lastMs: number
}
const buckets = new WeakMap<LimitStatement, Bucket>()

/** A token bucket in virtual time (net/netfilter/nft_limit.c, nft_limit_eval). */
export function limitStep(limit: LimitStatement): Step {
  const rate = limit.rate * (unitBytes[limit.unit ?? 'packets'] ?? 1)
  const burst = limit.burst * (unitBytes[limit.burstUnit] ?? 1)
  const costMs = periodMs[limit.per] / Math.max(rate, 1)
  const fullMs = limit.unit === undefined ? costMs * burst : costMs * (rate + burst)
  return {
    run: ({ context, packet }) => {
      const bucket = buckets.get(limit) ?? { tokensMs: fullMs, lastMs: context.nowMs }
      buckets.set(limit, bucket)
      const before = { ...bucket }
      context.journal?.note(() => Object.assign(bucket, before))
      const filled = Math.min(fullMs, bucket.tokensMs + context.nowMs - bucket.lastMs)
      const cost = limit.unit === undefined ? costMs : costMs * packet.lengthBytes
      const within = filled >= cost
      bucket.lastMs = context.nowMs
      bucket.tokensMs = within ? filled - cost : filled
      return within === limit.over ? outcome.leave : outcome.next
    },
    reason: () => (limit.over ? 'the rate is within the limit' : 'the rate is over the limit'),
  }
}

/** Counts bytes and holds until, or over, its limit (net/netfilter/nft_quota.c). */
export function quotaStep(bytes: number, over: boolean, used: { bytes: number }): Step {
  return {
    run: ({ context, packet }) => {
      const before = used.bytes
      context.journal?.note(() => {
        used.bytes = before
      })
      used.bytes = before + packet.lengthBytes
      return used.bytes > bytes === over ? outcome.next : outcome.leave
    },
    reason: () => (over ? 'the quota is not used up' : 'the quota is used up'),
  }
}
