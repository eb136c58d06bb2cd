import { knownType } from '../model/data-type.ts'
import type { PrintOptions } from '../print/print-options.ts'
import { listedElements } from '../print/set-printer.ts'
import type { Chain, Rule } from '../ruleset/chain.ts'
import type { NftSet } from '../ruleset/nft-set.ts'
import type { SetElement } from '../ruleset/set-element.ts'
import { byHandle, type NamedObject, type Ruleset, type Table } from '../ruleset/table.ts'
import { dataJson, keyJson } from './expression-json.ts'
import { formatJson, type JsonObject, type JsonValue } from './json-value.ts'
import { flowtableFields, objectFields } from './object-json.ts'
import { statementJson } from './statement-json.ts'

const metainfo: JsonValue = {
  metainfo: { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 },
}

/** `nft -j list ruleset`, as nft 1.0.6 prints it: without comments of tables and chains, and without the flag `dynamic`. */
export function formatRulesetJson(
  ruleset: Ruleset,
  options: Omit<PrintOptions, 'handles'>,
): string {
  const objects: JsonValue[] = [metainfo]
  for (const table of byHandle(ruleset.tables)) objects.push(...tableJson(table, options))
  return `${formatJson({ nftables: objects })}\n`
}

type Options = Omit<PrintOptions, 'handles'>

/** The table, what it holds, and at the end the rules of all its chains. */
function tableJson(table: Table, options: Options): JsonValue[] {
  const { family, name, handle } = table
  const chains = byHandle(table.chains)
  return [
    { table: { family, name, handle, ...(table.dormant ? { flags: 'dormant' } : {}) } },
    ...byHandle(table.objects).map((object) => objectJson(table, object)),
    ...byHandle(table.sets).map((set) => setDeclarationJson(table, set, options)),
    ...byHandle(table.flowtables).map((flowtable) => ({
      flowtable: {
        family,
        name: flowtable.name,
        table: name,
        handle: flowtable.handle,
        ...flowtableFields(flowtable),
      },
    })),
    ...chains.map((chain) => chainJson(table, chain)),
    ...chains.flatMap((chain) => chain.rules.map((rule) => ruleJson(table, chain, rule, options))),
  ]
}

function chainJson({ family, name: table }: Table, chain: Chain): JsonValue {
  const { name, handle, base } = chain
  const hook =
    base === undefined
      ? {}
      : { type: base.type, hook: base.hook, prio: base.priority, policy: base.policy }
  // nft 1.0.6 leaves the device out.
  return { chain: { family, table, name, handle, ...hook } }
}

function ruleJson(
  { family, name: table }: Table,
  chain: Chain,
  rule: Rule,
  options: Options,
): JsonValue {
  return {
    rule: {
      family,
      table,
      chain: chain.name,
      handle: rule.handle,
      ...(rule.comment === undefined ? {} : { comment: rule.comment }),
      expr: rule.statements.map((statement) => statementJson(statement, options.stateless)),
    },
  }
}

function objectJson({ family, name: table }: Table, object: NamedObject): JsonValue {
  const { name, handle, comment } = object
  return { [object.type]: { family, name, table, handle, comment, ...objectFields(object) } }
}

function setDeclarationJson(
  { family, name: table }: Table,
  set: NftSet,
  options: Options,
): JsonValue {
  const {
    keyTypes,
    dataTypes,
    objectType,
    policy,
    size,
    timeoutMs,
    gcIntervalMs,
    comment,
    constant,
  } = set.declaration
  const map = objectType ?? dataTypes?.map(listedName).join(' . ')
  const flags = [
    constant && 'constant',
    set.declaration.interval && 'interval',
    set.declaration.timeout && 'timeout',
  ].filter((flag) => flag !== false)
  const elements = listedElements(set, options.nowMs)
  const { counter, statement } = set.declaration
  const stmt = [
    ...(counter ? [{ counter: null }] : []),
    ...(statement === undefined ? [] : [statementJson(statement, true)]),
  ]
  const statements = stmt.length === 0 ? {} : { stmt }
  return {
    [map === undefined ? 'set' : 'map']: {
      family,
      name: set.name,
      table,
      type: keyTypes.length === 1 ? listedName(keyTypes[0] ?? '') : keyTypes.map(listedName),
      handle: set.handle,
      ...(comment === undefined ? {} : { comment }),
      ...(map === undefined ? {} : { map }),
      ...(constant || policy === undefined ? {} : { policy }),
      ...(constant || size === undefined ? {} : { size }),
      ...(flags.length === 0 ? {} : { flags }),
      ...(timeoutMs === undefined ? {} : { timeout: Math.floor(timeoutMs / 1_000) }),
      ...(gcIntervalMs === undefined ? {} : { 'gc-interval': Math.floor(gcIntervalMs / 1_000) }),
      ...(elements.length === 0
        ? {}
        : { elem: elements.map((element) => elementJson(element, set, options)) }),
      ...statements,
    },
  }
}

function listedName(type: string): string {
  return type === 'verdict' ? type : knownType(type).listedName
}

function elementJson(element: SetElement, set: NftSet, options: Options): JsonValue {
  const key = keyJson(element.key)
  const { timeoutMs, expiresAtMs, comment, counter, statement } = element
  const ownTimeout = timeoutMs !== undefined && timeoutMs !== set.declaration.timeoutMs
  const leftMs = expiresAtMs - options.nowMs
  const details = {
    ...(ownTimeout ? { timeout: Math.floor(timeoutMs / 1_000) } : {}),
    ...(Number.isFinite(leftMs) ? { expires: Math.floor(leftMs / 1_000) } : {}),
    ...(comment === undefined ? {} : { comment }),
    ...(counter === undefined ? {} : { counter: options.stateless ? null : { ...counter } }),
    ...(statement === undefined ? {} : (statementJson(statement, options.stateless) as JsonObject)),
  }
  const head: JsonValue =
    Object.keys(details).length === 0 ? key : { elem: { val: key, ...details } }
  return element.data === undefined ? head : [head, dataJson(element.data)]
}
