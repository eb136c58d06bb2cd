import { assertNever } from '../../../base/invariant.ts'
import { largestUnit } from '../model/data-size.ts'
import { knownType } from '../model/data-type.ts'
import type { Expression } from '../model/expression.ts'
import type {
  LimitStatement,
  LogStatement,
  MatchStatement,
  NatStatement,
  QuotaStatement,
  RejectStatement,
  SetUpdateStatement,
  Statement,
} from '../model/statement.ts'
import { formatStatement } from '../print/statement-printer.ts'
import {
  copyJson,
  meterJson,
  objectStatementJson,
  queueJson,
  synProxyJson,
  transparentProxyJson,
} from './divert-json.ts'
import { expressionJson, listJson, patternJson, setJson, verdictJson } from './expression-json.ts'
import type { JsonValue } from './json-value.ts'
import { opaqueStatementJson } from './opaque-json.ts'

/** Statements as `nft -j` 1.0.6 writes them (src/json.c). */
export function statementJson(statement: Statement, stateless = false): JsonValue {
  switch (statement.kind) {
    case 'match':
      return matchJson(statement)
    case 'verdict':
      return verdictJson(statement.verdict)
    case 'vmap':
      return { vmap: { key: expressionJson(statement.key), data: setJson(statement.set) } }
    case 'set-value':
      return {
        mangle: { key: expressionJson(statement.target), value: valueJson(statement.value) },
      }
    case 'counter':
      return { counter: stateless ? null : { ...statement.state } }
    case 'object':
      return objectStatementJson(statement)
    case 'limit':
      return limitJson(statement)
    case 'quota':
      return quotaJson(statement, stateless)
    case 'log':
      return logJson(statement)
    case 'reject':
      return rejectJson(statement)
    case 'nat':
      return natJson(statement)
    case 'set-update':
      return setUpdateJson(statement)
    case 'queue':
      return queueJson(statement)
    case 'notrack':
      return { notrack: null }
    case 'copy':
      return copyJson(statement)
    case 'tproxy':
      return transparentProxyJson(statement)
    case 'synproxy':
      return synProxyJson(statement)
    case 'meter':
      return meterJson(statement, statementJson(statement.statement, true))
    case 'opaque':
      return opaqueStatementJson(statement.text)
    default:
      return assertNever(statement)
  }
}

function matchJson({ left, op, right }: MatchStatement): JsonValue {
  if (right.kind === 'masked') {
    const mask = listJson(right.type, right.mask)
    const operand = { '&': [expressionJson(left), mask] }
    return { match: { op: op === '!=' ? '!=' : '==', left: operand, right: patternJson(right) } }
  }
  const sign = op === '' ? (right.kind === 'flags' ? 'in' : '==') : op
  if (right.kind === 'value' && right.type === 'tcp_flag' && !isSingleBit(Number(right.value)))
    return { match: { op: sign, left: expressionJson(left), right: Number(right.value) } }
  return { match: { op: sign, left: expressionJson(left), right: patternJson(right) } }
}

/** Several flags are a list here. */
function valueJson(value: Expression): JsonValue {
  if (value.kind !== 'value' || knownType(value.type).style !== 'flags')
    return expressionJson(value)
  return value.value === 0 ? 0 : listJson(value.type, Number(value.value))
}

function isSingleBit(value: number): boolean {
  return (value & (value - 1)) === 0
}

function limitJson({ rate, unit, per, burst, burstUnit, over }: LimitStatement): JsonValue {
  return {
    limit: {
      rate,
      burst,
      per,
      ...(over ? { inv: true } : {}),
      ...(unit === undefined ? {} : { rate_unit: unit, burst_unit: burstUnit }),
    },
  }
}

function quotaJson({ bytes, over, used }: QuotaStatement, stateless: boolean): JsonValue {
  const size = largestUnit(bytes)
  const spent = largestUnit(used.bytes)
  return {
    quota: {
      val: size.count,
      val_unit: size.unit,
      ...(over ? { inv: true } : {}),
      ...(stateless || used.bytes === 0 ? {} : { used: spent.count, used_unit: spent.unit }),
    },
  }
}

function logJson(log: LogStatement): JsonValue {
  const flags = (log.flags ?? []).flatMap((flag) =>
    flag === 'tcp sequence,options' ? ['tcp sequence', 'tcp options'] : [flag],
  )
  const json = {
    ...(log.prefix === undefined ? {} : { prefix: log.prefix }),
    ...(log.group === undefined ? {} : { group: log.group }),
    ...(log.snaplen === undefined ? {} : { snaplen: log.snaplen }),
    ...(log.queueThreshold === undefined ? {} : { 'queue-threshold': log.queueThreshold }),
    ...(log.level === undefined ? {} : { level: log.level }),
    ...oneOrMany('flags', flags),
  }
  return { log: Object.keys(json).length === 0 ? null : json }
}

function oneOrMany(name: string, items: readonly string[]): { readonly [key: string]: JsonValue } {
  if (items.length === 0) return {}
  return { [name]: items.length === 1 ? (items[0] ?? '') : items }
}

function rejectJson({ with: protocol, code }: RejectStatement): JsonValue {
  if (protocol === 'tcp reset') return { reject: { type: 'tcp reset' } }
  const name = knownType(`${protocol}_code`).names.get(code) ?? code
  return { reject: { type: protocol, expr: name } }
}

function natJson({ type, family, address, port, prefix, flags }: NatStatement): JsonValue {
  const json = {
    ...(family === undefined || (address === undefined && port === undefined) ? {} : { family }),
    ...(address === undefined ? {} : { addr: expressionJson(address) }),
    ...(port === undefined ? {} : { port: expressionJson(port) }),
    ...oneOrMany('flags', prefix ? [...flags, 'netmap'] : flags),
    ...(prefix ? { type_flags: 'prefix' } : {}),
  }
  return { [type]: Object.keys(json).length === 0 ? null : json }
}

function setUpdateJson(statement: SetUpdateStatement): JsonValue {
  const { op, set, key, data, timeoutMs, comment, statements } = statement
  const val = expressionJson(key)
  const plain = timeoutMs === undefined && comment === undefined
  const elem: JsonValue = plain
    ? val
    : {
        elem: {
          val,
          ...(timeoutMs === undefined ? {} : { timeout: Math.floor(timeoutMs / 1_000) }),
          ...(comment === undefined ? {} : { comment }),
        },
      }
  const stmt = statements.map((inner) => statementJson(inner, true))
  // nft 1.0.6 has no JSON for updates of maps, and writes their text.
  if (data !== undefined) return formatStatement(statement)
  return { set: { op, elem, set: `@${set}`, ...(stmt.length === 0 ? {} : { stmt }) } }
}
