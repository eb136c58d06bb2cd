import { formatPriority } from '../model/priority.ts'
import type { Chain } from '../ruleset/chain.ts'
import { byHandle, type Ruleset, type Table } from '../ruleset/table.ts'
import { formatFlowtable, formatNamedObject } from './object-printer.ts'
import type { PrintOptions } from './print-options.ts'
import { formatRule } from './rule-printer.ts'
import { formatNamedSet } from './set-printer.ts'

/** `nft list ruleset`, byte for byte as nft 1.0.6 prints it. */
export function formatRuleset(ruleset: Ruleset, options: PrintOptions): string {
  return byHandle(ruleset.tables)
    .map((table) => formatTable(table, options))
    .join('')
}

export function formatTable(table: Table, options: PrintOptions): string {
  const items = [...formatTableItems(table, options).values()]
  // A table with flags has an empty line before its first item (src/rule.c, table_print).
  const empty = table.dormant && items.length > 0 ? '\n' : ''
  return `${formatTableHead(table, options)}${empty}${items.join('\n')}}\n`
}

export function formatTableHead(table: Table, options: PrintOptions): string {
  const handle = options.handles ? ` # handle ${table.handle}` : ''
  let head = `table ${table.family} ${table.name} {${handle}\n`
  if (table.dormant) head += '\tflags dormant\n'
  if (table.comment !== undefined) head += `\tcomment "${table.comment}"\n`
  return head
}

/** What a table holds, in nft's order, under names such as `chain services`. */
export function formatTableItems(table: Table, options: PrintOptions): Map<string, string> {
  const items = new Map<string, string>()
  for (const object of byHandle(table.objects))
    items.set(`${object.type} ${object.name}`, formatNamedObject(object, options))
  for (const set of byHandle(table.sets))
    items.set(`${set.isMap ? 'map' : 'set'} ${set.name}`, `${formatNamedSet(set, options)}\n`)
  for (const flowtable of byHandle(table.flowtables))
    items.set(`flowtable ${flowtable.name}`, formatFlowtable(flowtable, options))
  for (const chain of byHandle(table.chains))
    items.set(`chain ${chain.name}`, formatChain(table, chain, options))
  return items
}

export function formatChain(table: Table, chain: Chain, options: PrintOptions): string {
  let text = `\tchain ${chain.name} {${options.handles ? ` # handle ${chain.handle}` : ''}\n`
  if (chain.comment !== undefined) text += `\t\tcomment "${chain.comment}"\n`
  if (chain.base !== undefined) {
    const { type, hook, priority, policy, devices } = chain.base
    const where = formatDevices(devices)
    text += `\t\ttype ${type} hook ${hook}${where} priority ${formatPriority(priority, table.family, hook)}; policy ${policy};\n`
  }
  for (const rule of chain.rules) {
    const handle = options.handles ? ` # handle ${rule.handle}` : ''
    text += `\t\t${formatRule(rule, table.family, options.stateless)}${handle}\n`
  }
  return `${text}\t}\n`
}

function formatDevices(devices: readonly string[]): string {
  if (devices.length === 0) return ''
  if (devices.length === 1) return ` device "${devices[0]}"`
  return ` devices = { ${devices.join(', ')} }`
}
