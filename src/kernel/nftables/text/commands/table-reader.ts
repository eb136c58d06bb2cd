import { formatRule } from '../../print/rule-printer.ts'
import type { Chain } from '../../ruleset/chain.ts'
import type { Table } from '../../ruleset/table.ts'
import { addElements, addSet, findSet } from '../../transaction/set-changes.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import { readComment, readRuleBody } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { readElements } from './add-reader.ts'
import { type ChainBody, readChainProperty } from './chain-reader.ts'
import { type CommandPlaces, noPlaces, readTableSpec } from './command-places.ts'
import { FirstFault } from './first-fault.ts'
import { objectTypes, readObject, readObjectType } from './object-reader.ts'
import { ruleContext } from './rule-command-reader.ts'
import { readSetBody } from './set-declaration-reader.ts'

export interface CommandOptions {
  /** Keep handles, as a dump has them. */
  readonly dump?: boolean
  /** Keep the spelling of rules, too. */
  readonly keepSpelling?: boolean
}

/** What a table's braces hold, to be carried out in nft's order: chains, objects, sets, elements, rules. */
interface Block {
  readonly chains: {
    name: string
    at: number
    body: ChainBody
    handle: number | undefined
    rulesAt: number[]
  }[]
  readonly objectsAt: number[]
  readonly sets: {
    name: string
    at: number
    bodyAt: number
    isMap: boolean
    handle: number | undefined
  }[]
}

/** `add table [family] name [{ … }]` */
export function addTableCommand(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  exclusive: boolean,
  options: CommandOptions,
): void {
  const { family, name } = readTableSpec(cursor, places)
  const handle =
    options.dump === true && cursor.isMark('{') ? handleBehind(cursor, cursor.lexer.end) : undefined
  if (!cursor.acceptMark('{')) {
    transaction.addTable(family, name, { exclusive })
    return
  }
  const properties: { comment?: string; dormant?: boolean } = {}
  const block: Block = { chains: [], objectsAt: [], sets: [] }
  for (cursor.skipNewlines(); !cursor.acceptMark('}'); cursor.skipNewlines()) {
    readTableItem(cursor, family, properties, block, options)
    cursor.expectLineEnd()
  }
  const after = cursor.offset
  const table = transaction.addTable(family, name, { ...properties, exclusive, handle })
  carryOut(cursor, transaction, table, block, options)
  cursor.seek(after)
}

function readTableItem(
  cursor: Cursor,
  family: Table['family'],
  properties: { comment?: string; dormant?: boolean },
  block: Block,
  options: CommandOptions,
): void {
  const word = cursor.word
  const at = cursor.offset
  if (objectTypes.has(word)) {
    block.objectsAt.push(at)
    skipToBlockEnd(cursor)
    return
  }
  switch (word) {
    case 'comment':
      cursor.next()
      properties.comment = readComment(cursor)
      return
    case 'flags':
      cursor.next()
      cursor.expectWord('dormant')
      properties.dormant = true
      return
    case 'chain':
      cursor.next()
      readChainBlock(cursor, family, block, options)
      return
    case 'set':
    case 'map': {
      cursor.next()
      const nameAt = cursor.offset
      const name = cursor.takeName('string')
      const handle = options.dump === true ? handleBehind(cursor, cursor.lexer.end) : undefined
      const bodyAt = cursor.offset
      block.sets.push({ name, at: nameAt, bodyAt, isMap: word === 'map', handle })
      skipToBlockEnd(cursor)
      return
    }
    default:
      throw cursor.unexpected('chain or set or map or comment or flags')
  }
}

/** Everything up to and with the braces that come next. */
function skipToBlockEnd(cursor: Cursor): void {
  let depth = 0
  for (;;) {
    if (cursor.kind === tokenKind.end) throw cursor.unexpected("'}'")
    if (cursor.isMark('{')) depth += 1
    const closes = cursor.isMark('}')
    if (closes) depth -= 1
    if (closes && depth < 0) throw cursor.unexpected("'{'")
    cursor.next()
    if (closes && depth === 0) return
  }
}

function readChainBlock(
  cursor: Cursor,
  family: Table['family'],
  block: Block,
  options: CommandOptions,
): void {
  const at = cursor.offset
  const name = cursor.takeName('string')
  const handle = options.dump === true ? handleBehind(cursor, cursor.lexer.end) : undefined
  cursor.expectMark('{')
  const body: ChainBody = { base: undefined, comment: undefined }
  const rulesAt: number[] = []
  for (cursor.skipNewlines(); !cursor.acceptMark('}'); cursor.skipNewlines()) {
    if (cursor.kind === tokenKind.end) throw cursor.unexpected("'}'")
    if (readChainProperty(cursor, family, body)) continue
    if (cursor.kind === tokenKind.word && blockWords.has(cursor.word))
      throw cursor.unexpected(undefined)
    rulesAt.push(cursor.offset)
    skipRule(cursor)
    cursor.expectLineEnd()
  }
  block.chains.push({ name, at, body, handle, rulesAt })
}

/** Words that begin no rule: a brace is missing before them. */
const blockWords: ReadonlySet<string> = new Set(['chain', 'table', 'flowtable', 'elements', 'map'])

function skipRule(cursor: Cursor): void {
  for (let depth = 0; ; ) {
    if (cursor.kind === tokenKind.end) throw cursor.unexpected("'}'")
    if (cursor.isMark('{')) depth += 1
    else if (depth === 0 && cursor.atStatementEnd) return
    else if (cursor.isMark('}')) depth -= 1
    cursor.next()
  }
}

function carryOut(
  cursor: Cursor,
  transaction: Transaction,
  table: Table,
  block: Block,
  options: CommandOptions,
): void {
  const chains: Chain[] = []
  for (const { name, body, handle } of block.chains) {
    const { base, policy, comment } = body
    chains.push(transaction.addChain(table, name, { base, policy, comment, handle }))
  }
  for (const at of block.objectsAt) {
    cursor.seek(at)
    const type = readObjectType(cursor)
    const behind = (offset: number) =>
      options.dump === true ? handleBehind(cursor, offset) : undefined
    readObject(cursor, transaction, table, noPlaces(at), type, false, behind)
  }
  addSets(cursor, transaction, table, block, options)
  const faults = new FirstFault()
  for (const [index, { rulesAt }] of block.chains.entries()) {
    const chain = chains[index]
    for (const at of chain === undefined ? [] : rulesAt) {
      const places = { ...noPlaces(at), rule: at }
      try {
        if (chain !== undefined) addRule(cursor, transaction, table, chain, at, places, options)
      } catch (error) {
        faults.note(error, cursor.source, places)
      }
    }
  }
  faults.throwIt()
}

function addSets(
  cursor: Cursor,
  transaction: Transaction,
  table: Table,
  block: Block,
  options: CommandOptions,
): void {
  const elements: { name: string; at: number }[] = []
  for (const { name, bodyAt, isMap, handle } of block.sets) {
    cursor.seek(bodyAt)
    cursor.expectMark('{')
    const { declaration, elementsAt } = readSetBody(
      cursor,
      table.family,
      name,
      isMap,
      bodyAt,
      options.dump,
    )
    addSet(transaction, table, declaration, false, handle)
    if (elementsAt !== undefined) elements.push({ name, at: elementsAt })
  }
  for (const { name, at } of elements) {
    cursor.seek(at)
    const set = findSet(table, name)
    const places = noPlaces(at)
    const faults = new FirstFault()
    try {
      addElements(transaction, table, set, readElements(cursor, set.declaration, places), false)
    } catch (error) {
      faults.note(error, cursor.source, places)
    }
    faults.throwIt()
  }
}

function addRule(
  cursor: Cursor,
  transaction: Transaction,
  table: Table,
  chain: Chain,
  at: number,
  places: CommandPlaces,
  options: CommandOptions,
): void {
  cursor.seek(at)
  const body = readRuleBody(cursor, ruleContext(table, table.family, options.dump === true))
  places.update = body.updateAt
  if (options.dump !== true) {
    transaction.addRule(table, chain, body, { offset: at })
    return
  }
  const handle = handleBehind(cursor, at)
  const text = options.keepSpelling === true ? dumpText(cursor, at) : undefined
  const dumped =
    text === undefined || text === formatRule(body, table.family)
      ? body
      : { ...body, dumpText: text }
  transaction.addRule(table, chain, dumped, { offset: at, handle })
}

/** The rule as it stands in the text, without `# handle`. */
function dumpText(cursor: Cursor, at: number): string {
  const { text } = cursor.source
  const lineEnd = text.indexOf('\n', at)
  const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd)
  const indent =
    /[^\S\n]*$/.exec(text.slice(Math.max(0, text.lastIndexOf('\n', at) + 1), at))?.[0] ?? ''
  return leadingSpace(indent) + line.replace(/ # handle \d+\s*$/, '').trimEnd()
}

/** iptables-nft's rules may begin with a blank, behind the tabs (a comment that libxtables prints as nothing). */
function leadingSpace(indent: string): string {
  return indent.includes('\t') && indent.endsWith(' ') ? ' ' : ''
}

const handlePattern = /[^\n]*# handle (\d+)/y

/** `# handle 7` further on in the line. */
function handleBehind(cursor: Cursor, offset: number): number | undefined {
  handlePattern.lastIndex = offset
  const found = handlePattern.exec(cursor.source.text)
  return found === null ? undefined : Number(found[1])
}
