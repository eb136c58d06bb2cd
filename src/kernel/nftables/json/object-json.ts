import type { ObjectDetail } from '../model/object-detail.ts'
import type { Flowtable, NamedObject } from '../ruleset/table.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { statementJson } from './statement-json.ts'

/** What a named object's JSON has beside its name and handle. */
export function objectFields({ type, counter, quota, detail }: NamedObject): JsonObject {
  if (type === 'counter') return { ...counter }
  if (quota !== undefined) return { bytes: quota.bytes, used: quota.used, inv: quota.over }
  return detail === undefined ? {} : detailFields(detail)
}

function detailFields(detail: ObjectDetail): JsonObject {
  switch (detail.kind) {
    case 'limit':
      return limitFields(detail)
    case 'synproxy': {
      const { mss, wscale, flags } = detail.synproxy
      return { mss, wscale, flags: flags.length === 0 ? undefined : flags }
    }
    case 'secmark':
      return { context: detail.context }
    case 'ct helper':
      return { type: detail.helper, protocol: detail.protocol, l3proto: detail.network }
    case 'ct timeout': {
      const policy = detail.policy.length === 0 ? null : Object.fromEntries(detail.policy)
      return { protocol: detail.protocol, l3proto: detail.network, policy }
    }
    default:
      return {
        protocol: detail.protocol,
        dport: detail.port,
        timeout: detail.timeoutMs,
        size: detail.size,
        l3proto: detail.network,
      }
  }
}

/** In another order than a rule's limit (nftables src/json.c, obj_print_json). */
function limitFields({ limit }: Extract<ObjectDetail, { kind: 'limit' }>): JsonObject {
  const json = statementJson(limit) as { readonly limit: JsonObject }
  const { rate, per, burst, inv, rate_unit: unit, burst_unit: burstUnit } = json.limit
  if (limit.unit === undefined) return { rate, per, inv, burst }
  return limit.burst === 0
    ? { rate, per, inv, rate_unit: unit }
    : { rate, per, inv, rate_unit: unit, burst, burst_unit: burstUnit }
}

export function flowtableFields({ hook, priority, devices }: Flowtable): JsonObject {
  const dev: JsonValue | undefined = devices.length === 1 ? devices[0] : devices
  return { hook, prio: priority, dev: devices.length === 0 ? undefined : dev }
}
