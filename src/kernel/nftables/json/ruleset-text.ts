import { UserError } from '../../../base/user-error.ts'
import { JsonFault } from './json-fault.ts'
import { elementText, listOf, objectOf } from './json-text.ts'
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'
import { statementText, synProxyWords } from './statement-text.ts'

/** One table's objects, gathered. */
interface Draft {
  readonly head: JsonObject
  readonly chains: Map<string, { readonly head: JsonObject; readonly rules: Line[] }>
  readonly items: Line[]
}

/** A line of text, and the object of the JSON that it was made from. */
export interface Line {
  readonly text: string
  readonly from: number
}

/**
 * `nft -j list ruleset` as the text of a dump, line by line, with the JSON object that each line comes from.
 * @throws UserError E_NFT for objects that nft does not know, with their place in the array
 */
export function rulesetText(document: unknown, file: string): readonly Line[] {
  const objects = isJsonObject(document as JsonValue)
    ? (document as JsonObject).nftables
    : undefined
  if (!Array.isArray(objects))
    throw new UserError('E_NFT', 'found no array "nftables", expected what nft -j prints', { file })
  const tables = new Map<string, Draft>()
  for (const [index, object] of objects.entries()) {
    try {
      addObject(tables, object as JsonValue, index)
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error
      throw new UserError('E_NFT', `nftables[${index}]: ${error.message}`, { file })
    }
  }
  return [...tables.values()].flatMap(tableLines)
}

function addObject(tables: Map<string, Draft>, json: JsonValue, index: number): void {
  const [kind = ''] = Object.keys(objectOf(json))
  const body = objectOf(json)[kind]
  if (kind === 'metainfo') return
  const object = objectOf(body)
  if (kind === 'table') {
    tables.set(`${object.family} ${object.name}`, { head: object, chains: new Map(), items: [] })
    return
  }
  const table = tables.get(`${object.family} ${object.table}`)
  if (table === undefined) throw new JsonFault('a table that came before', object.table)
  switch (kind) {
    case 'chain':
      table.chains.set(String(object.name), { head: object, rules: [] })
      return
    case 'rule':
      addRule(table, object, index)
      return
    case 'set':
    case 'map':
      table.items.push(...setLines(kind, object, index))
      return
    case 'counter':
    case 'quota':
    case 'limit':
    case 'synproxy':
      table.items.push(...objectLines(kind, object, index))
      return
    case 'flowtable':
    case 'ct helper':
    case 'ct timeout':
    case 'ct expectation':
    case 'secmark':
      table.items.push(...otherLines(kind, object, index))
      return
    default:
      throw new JsonFault('table, chain, rule, set, map or a named object', kind)
  }
}

function addRule(table: Draft, object: JsonObject, index: number): void {
  const chain = table.chains.get(String(object.chain))
  if (chain === undefined) throw new JsonFault('a chain that came before', object.chain)
  const statements = listOf(object.expr).map(statementText).join(' ')
  const comment = object.comment === undefined ? '' : ` comment "${object.comment}"`
  chain.rules.push({ text: `${statements}${comment}${handleText(object)}`, from: index })
}

function handleText({ handle }: JsonObject): string {
  return handle === undefined ? '' : ` # handle ${handle}`
}

function setLines(kind: string, object: JsonObject, index: number): Line[] {
  const { name, type, map, flags, timeout, size, policy, comment, elem, stmt } = object
  const lines = [`${kind} ${name} {${handleText(object)}`]
  const types = listOf(type).join(' . ')
  lines.push(`type ${types}${map === undefined ? '' : ` : ${map}`}`)
  if (policy !== undefined) lines.push(`policy ${policy}`)
  if (size !== undefined) lines.push(`size ${size}`)
  if (flags !== undefined) lines.push(`flags ${listOf(flags).join(',')}`)
  if (stmt !== undefined) lines.push(...listOf(stmt).map(statementText))
  if (timeout !== undefined) lines.push(`timeout ${timeout}s`)
  if (object['gc-interval'] !== undefined) lines.push(`gc-interval ${object['gc-interval']}s`)
  if (comment !== undefined) lines.push(`comment "${comment}"`)
  if (elem !== undefined)
    lines.push(
      `elements = { ${listOf(elem)
        .map((one) => elementText(one, statementText))
        .join(', ')} }`,
    )
  lines.push('}')
  return lines.map((text) => ({ text, from: index }))
}

function objectLines(kind: string, object: JsonObject, index: number): Line[] {
  const { name, comment } = object
  const lines = [`${kind} ${name} {${handleText(object)}`]
  if (comment !== undefined) lines.push(`comment "${comment}"`)
  if (kind === 'counter') lines.push(`packets ${object.packets} bytes ${object.bytes}`)
  else if (kind === 'quota') {
    const used = object.used === undefined || object.used === 0 ? '' : ` used ${object.used} bytes`
    lines.push(`${object.inv === true ? 'over ' : ''}${object.bytes} bytes${used}`)
  } else if (kind === 'synproxy') lines.push(...synProxyWords(object))
  else lines.push(statementText({ limit: object }).replace(/^limit /, ''))
  lines.push('}')
  return lines.map((text) => ({ text, from: index }))
}

/** Of the other kinds. */
function otherLines(kind: string, object: JsonObject, index: number): Line[] {
  const { name, comment } = object
  const lines = [`${kind} ${name} {${handleText(object)}`]
  if (comment !== undefined) lines.push(`comment "${comment}"`)
  lines.push(...otherBody(kind, object), '}')
  return lines.map((text) => ({ text, from: index }))
}

function otherBody(kind: string, object: JsonObject): string[] {
  const { protocol, l3proto, hook, prio, dev } = object
  const network = l3proto === undefined ? [] : [`l3proto ${l3proto}`]
  switch (kind) {
    case 'flowtable': {
      if (hook === undefined) return []
      const devices = listOf(dev).map(String).join(', ')
      return [
        `hook ${hook} priority ${prio};`,
        ...(dev === undefined ? [] : [`devices = { ${devices} }`]),
      ]
    }
    case 'secmark':
      return [`"${object.context}"`]
    case 'ct helper':
      return [`type "${object.type}" protocol ${protocol}`, ...network]
    case 'ct timeout': {
      const states = Object.entries(isJsonObject(object.policy) ? object.policy : {})
      const policy = states.map(([state, seconds]) => `${state} : ${seconds}`).join(', ')
      return [`protocol ${protocol}`, ...network, `policy = { ${policy} }`]
    }
    default:
      return [
        `protocol ${protocol}`,
        `dport ${object.dport}`,
        `timeout ${Number(object.timeout) / 1_000}s`,
        `size ${object.size}`,
        ...network,
      ]
  }
}

function tableLines({ head, chains, items }: Draft): Line[] {
  const lines: Line[] = [
    { text: `table ${head.family} ${head.name} {${handleText(head)}`, from: 0 },
  ]
  if (listOf(head.flags).includes('dormant')) lines.push({ text: 'flags dormant', from: 0 })
  lines.push(...items)
  for (const chain of chains.values()) {
    const { type, hook, prio, policy, dev } = chain.head
    lines.push({ text: `chain ${chain.head.name} {${handleText(chain.head)}`, from: 0 })
    const device = dev === undefined ? '' : ` device "${dev}"`
    if (type !== undefined)
      lines.push({
        text: `type ${type} hook ${hook}${device} priority ${prio}; policy ${policy ?? 'accept'};`,
        from: 0,
      })
    lines.push(...chain.rules, { text: '}', from: 0 })
  }
  lines.push({ text: '}', from: 0 })
  return lines
}
