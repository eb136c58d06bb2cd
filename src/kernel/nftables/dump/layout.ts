/** How a text dump is laid out: what may differ between dumps of one ruleset. */
export interface DumpLayout {
  /** One step of indentation: a tab as nft prints it, or blanks. */
  readonly indent: string
  /** `-a` */
  readonly handles: boolean
  /** `-s` */
  readonly stateless: boolean
  readonly tables: readonly TableLayout[]
  /** Behind the last line. */
  readonly end: string
}

export interface TableLayout {
  readonly key: string
  /** Lines before the table: blank ones and comments, such as iptables-nft's warning. */
  readonly before: readonly string[]
  /** An empty line stands between the table's comment and its first item. */
  readonly emptyLineFirst: boolean
  /** `chain services`, `set cluster-ips`, in their order. */
  readonly items: readonly string[]
}

type Draft = { -readonly [Key in keyof TableLayout]: TableLayout[Key] } & {
  before: string[]
  items: string[]
}

const tablePattern = /^table (\S+ \S+) \{/
const itemPattern =
  /^(?:\t| +)(chain|set|map|counter|quota|limit|flowtable|secmark|synproxy|ct \w+) (\S+) \{/

/** Looks only at the outline; what stands inside is read by nft's own grammar. */
export function readLayout(text: string): DumpLayout {
  const tables: Draft[] = []
  let before: string[] = []
  let depth = 0
  let indent = '\t'
  let previous = ''
  for (const line of text.split('\n')) {
    const table = depth === 0 ? tablePattern.exec(line) : null
    if (table !== null) {
      tables.push({ key: table[1] ?? '', before, emptyLineFirst: false, items: [] })
      before = []
    } else if (depth === 0) before.push(line)
    const item = depth === 1 ? itemPattern.exec(line) : null
    const current = tables.at(-1)
    if (item !== null && current !== undefined) {
      indent = /^\s*/.exec(line)?.[0] ?? '\t'
      if (current.items.length === 0) current.emptyLineFirst = previous.trim() === ''
      current.items.push(`${item[1]} ${item[2]}`)
    }
    depth += braces(line)
    previous = line
  }
  return {
    indent,
    handles: /# handle \d+$/m.test(text),
    stateless: isStateless(text),
    tables,
    end: before.join('\n'),
  }
}

/** Opening minus closing braces, quotes and comments aside. */
function braces(line: string): number {
  let depth = 0
  for (const letter of line.replaceAll(/"[^"]*"|#.*$/g, '')) {
    if (letter === '{') depth += 1
    else if (letter === '}') depth -= 1
  }
  return depth
}

/** Counters without counts, and none with. */
function isStateless(text: string): boolean {
  return !/packets \d+ bytes \d/.test(text) && /\bcounter\b(?! (?:packets|name|\S+ \{))/.test(text)
}
