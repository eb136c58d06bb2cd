import { readRulesetJson } from '../json/read-json.ts'
import { formatRulesetJson } from '../json/ruleset-json.ts'
import type { PrintOptions } from '../print/print-options.ts'
import { formatRuleset, formatTableHead, formatTableItems } from '../print/ruleset-printer.ts'
import { Ruleset } from '../ruleset/table.ts'
import { runScript } from '../text/commands/script.ts'
import { type DumpLayout, readLayout, type TableLayout } from './layout.ts'

/** A ruleset that was printed on a real node, and how it was printed. */
export interface NftDump {
  readonly format: 'text' | 'json'
  readonly ruleset: Ruleset
  /** Undefined for JSON. */
  readonly layout: DumpLayout | undefined
  readonly text: string
}

/** Whether this text looks like what `nft list ruleset` or `nft -j` prints. */
export function isNftDump(text: string): boolean {
  return /^\s*\{\s*"nftables"/.test(text) || /^(?:#.*\n|\s*\n)*table (?:\w+ )?\S+ \{/.test(text)
}

/**
 * Reads what `nft list ruleset` (also `-a`, `-s`, `-n`) or `nft -j list ruleset` printed.
 * @throws UserError E_NFT with line and column, or the place in the JSON
 */
export function readNftDump(text: string, file: string, nowMs = 0): NftDump {
  const ruleset = new Ruleset()
  if (/^\s*[{[]/.test(text)) {
    readRulesetJson(ruleset, text, file, nowMs)
    return { format: 'json', ruleset, layout: undefined, text }
  }
  runScript(ruleset, text, { file, nowMs, dump: true, keepSpelling: true })
  return { format: 'text', ruleset, layout: readLayout(text), text }
}

/**
 * The dump printed back as it came: from its data, in its own layout. Where another version of nft spells
 * something in a way that this one does not, the text itself.
 */
export function printDump(dump: NftDump, nowMs = 0): string {
  const printed = printFromData(dump, nowMs)
  return printed === dump.text ? printed : dump.text
}

/** As `printDump`, never the text itself: in the layout of the dump, in nft 1.0.6's spelling. */
export function printFromData({ ruleset, layout }: NftDump, nowMs: number): string {
  if (layout === undefined) return formatRulesetJson(ruleset, { stateless: false, nowMs })
  const { handles, stateless, indent } = layout
  const options: PrintOptions = { handles, stateless, nowMs }
  if (layout.tables.length === 0) return formatRuleset(ruleset, options)
  const text = layout.tables.map((table) => formatLaidOut(ruleset, table, options)).join('')
  return indented(text, indent) + layout.end
}

function formatLaidOut(ruleset: Ruleset, layout: TableLayout, options: PrintOptions): string {
  const table = ruleset.tables.get(layout.key)
  const before = layout.before.map((line) => `${line}\n`).join('')
  if (table === undefined) return before
  const items = formatTableItems(table, options)
  const known = layout.items.map((name) => items.get(name) ?? '')
  const empty = layout.emptyLineFirst ? '\n' : ''
  return `${before}${formatTableHead(table, options)}${empty}${known.join('\n')}}\n`
}

/** Leading tabs in the dump's own steps. */
function indented(text: string, indent: string): string {
  if (indent === '\t') return text
  return text.replaceAll(/^\t+/gm, (tabs) => indent.repeat(tabs.length))
}
