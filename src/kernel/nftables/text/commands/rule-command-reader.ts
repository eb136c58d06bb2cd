import type { Statement } from '../../model/statement.ts'
import type { Chain } from '../../ruleset/chain.ts'
import type { SetDeclaration } from '../../ruleset/nft-set.ts'
import type { Table } from '../../ruleset/table.ts'
import { checkAnonymousTargets } from '../../transaction/holds.ts'
import { errno, Refusal } from '../../transaction/refusal.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import { ProtocolContext } from '../rules/protocol-context.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import { readRuleBody } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { type CommandPlaces, readTableSpec } from './command-places.ts'

/** `add|insert|replace rule [family] table chain [handle|position|index N] …` */
export function readRuleCommand(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  verb: 'add' | 'insert' | 'replace',
): void {
  const { family, name } = readTableSpec(cursor, places)
  places.chain = cursor.offset
  const chainName = cursor.takeName('string')
  const anchor = readAnchor(cursor, places)
  places.rule = cursor.offset
  const table = transaction.ruleset.table(family, name)
  const missingAt = table === undefined ? places.table : undefined
  const body = readRuleBody(cursor, new TableRuleContext(table, family, false, missingAt))
  places.update = body.updateAt
  if (table === undefined) throw new Refusal(errno.noEntry, 'table')
  checkAnonymousTargets(table, body.statements)
  const chain = transaction.chain(table, chainName)
  const index = indexFor(chain, verb, anchor)
  transaction.addRule(table, chain, body, { index, offset: places.command })
  if (verb === 'replace' && anchor !== undefined) transaction.deleteRule(table, chain, anchor.value)
}

export function ruleContext(
  table: Table | undefined,
  family: RuleContext['family'],
  listed = false,
): RuleContext {
  return new TableRuleContext(table, family, listed, undefined)
}

class TableRuleContext implements RuleContext {
  readonly family: RuleContext['family']
  readonly listed: boolean
  readonly known: ProtocolContext
  readonly before: Statement[] = []
  readonly head: Statement[] = []
  readonly tableMissingAt: number | undefined
  readonly #table: Table | undefined

  constructor(
    table: Table | undefined,
    family: RuleContext['family'],
    listed: boolean,
    tableMissingAt: number | undefined,
  ) {
    this.tableMissingAt = tableMissingAt
    this.family = family
    this.listed = listed
    this.known = new ProtocolContext(family)
    this.#table = table
  }

  set(name: string): SetDeclaration | undefined {
    return this.#table?.sets.get(name)?.declaration
  }
}

interface Anchor {
  readonly kind: 'handle' | 'index'
  readonly value: number
}

function readAnchor(cursor: Cursor, places: CommandPlaces): Anchor | undefined {
  const byIndex = cursor.isWord('index')
  if (!byIndex && !cursor.isWord('handle') && !cursor.isWord('position')) return undefined
  const byHandle = cursor.isWord('handle')
  places.handle = cursor.offset
  cursor.next()
  if (byHandle) places.handle = cursor.offset
  return { kind: byIndex ? 'index' : 'handle', value: cursor.takeNumber() }
}

/** Where the new rule goes: added rules behind their anchor or at the end, inserted ones before it or in front. */
function indexFor(
  chain: Chain,
  verb: 'add' | 'insert' | 'replace',
  anchor: Anchor | undefined,
): number | undefined {
  if (anchor === undefined) {
    if (verb === 'replace') throw new Refusal(errno.noEntry, 'handle')
    return verb === 'insert' ? 0 : undefined
  }
  const at =
    anchor.kind === 'index'
      ? anchor.value
      : chain.rules.findIndex((rule) => rule.handle === anchor.value)
  if (at < 0 || at >= chain.rules.length) throw new Refusal(errno.noEntry, 'handle')
  return verb === 'insert' ? at : at + 1
}

export function deleteRuleCommand(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
): void {
  const { family, name } = readTableSpec(cursor, places)
  places.chain = cursor.offset
  const chainName = cursor.takeName('string')
  cursor.expectWord('handle')
  places.handle = cursor.offset
  const handle = cursor.takeNumber()
  const table = transaction.table(family, name)
  transaction.deleteRule(table, transaction.chain(table, chainName), handle)
}
