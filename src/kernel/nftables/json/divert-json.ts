import type {
  CopyStatement,
  MeterStatement,
  ObjectStatement,
  QueueStatement,
  SynProxyStatement,
  TransparentProxyStatement,
} from '../model/statement.ts'
import { expressionJson } from './expression-json.ts'
import type { JsonValue } from './json-value.ts'

/** Statements that send packets another way, or to a named object. */

export function objectStatementJson({ type, name }: ObjectStatement): JsonValue {
  return { [type]: typeof name === 'string' ? name : expressionJson(name) }
}

export function queueJson({ number, flags }: QueueStatement): JsonValue {
  const names = flags.length === 1 ? flags[0] : flags
  return { queue: { num: expressionJson(number), flags: flags.length === 0 ? undefined : names } }
}

export function copyJson({ type, family, address, device }: CopyStatement): JsonValue {
  const addr = address === undefined ? undefined : expressionJson(address)
  const dev = device === undefined ? undefined : expressionJson(device)
  return type === 'dup' ? { dup: { addr, dev } } : { fwd: { dev, family, addr } }
}

export function transparentProxyJson({
  family,
  address,
  port,
}: TransparentProxyStatement): JsonValue {
  return {
    tproxy: {
      family,
      addr: address === undefined ? undefined : expressionJson(address),
      port: port === undefined ? undefined : expressionJson(port),
    },
  }
}

export function synProxyJson({ mss, wscale, flags }: SynProxyStatement): JsonValue {
  if (mss === undefined && wscale === undefined && flags.length === 0) return { synproxy: null }
  return { synproxy: { mss, wscale, flags: flags.length === 0 ? undefined : flags } }
}

/** `stmt`: what the meter does, as JSON. */
export function meterJson(
  { name, size, key, timeoutMs }: MeterStatement,
  stmt: JsonValue,
): JsonValue {
  const val = expressionJson(key)
  const elem =
    timeoutMs === undefined ? val : { elem: { val, timeout: Math.floor(timeoutMs / 1_000) } }
  return { meter: { key: elem, stmt, size, name } }
}
