import { isUserError } from '../../../src/base/user-error.ts'
import { NftablesEngine } from '../../../src/kernel/nftables/engine/nftables-engine.ts'
import type { Statement } from '../../../src/kernel/nftables/model/statement.ts'

type Family = 'ip' | 'ip6' | 'inet'

/** What rules here may lean on. */
const surroundings = `
  set hosts { type ipv4_addr; flags dynamic,timeout; }
  set pairs { type ipv4_addr . inet_service; }
  map marks { type ipv4_addr : mark; }
  map backends { type ipv4_addr . inet_service : ipv4_addr . inet_service; }
  map verdicts { type inet_service : verdict; }
  chain other { }
`

/** The last statement of a rule that is alone in a chain of a table of this family. */
export function statementOf(rule: string, family: Family = 'ip'): Statement {
  const engine = new NftablesEngine()
  engine.apply(
    `table ${family} t {\nct helper h { type "ftp" protocol tcp; }\nchain c { ${rule}; }\n}`,
  )
  const statement = engine.ruleset.table(family, 't')?.chains.get('c')?.rules[0]?.statements.at(-1)
  if (statement === undefined) throw new Error(`no statement in ${rule}`)
  return statement
}

/** The rule as it is listed, alone in the chain of a table of this family. */
export function listedRule(rule: string, family: Family = 'ip'): string {
  const engine = new NftablesEngine()
  engine.apply(
    `table ${family} t {${surroundings}chain c { type nat hook prerouting priority 0; }\n}`,
  )
  engine.apply(`add rule ${family} t c ${rule}`)
  const chain = engine.list().split('\tchain c {\n')[1] ?? ''
  return (chain.split('\n')[1] ?? '').trim()
}

/** `column: reason` of a rule that is refused; columns count from the rule's first letter. */
export function refusedRule(rule: string, family: Family = 'ip'): string {
  const head = `add rule ${family} t c `
  return refusalOf(() => listedRule(rule, family), head.length)
}

/** `line:column: reason` of a text that is refused by a ruleset that holds what `before` says. */
export function refusedText(text: string, before = ''): string {
  const engine = new NftablesEngine()
  engine.apply(before)
  const listed = engine.list()
  const refusal = refusalOf(() => engine.apply(text))
  return engine.list() === listed ? refusal : 'was carried out in part'
}

/** What is listed behind these texts, one by one. */
export function listedAfter(...texts: string[]): string {
  const engine = new NftablesEngine()
  for (const text of texts) engine.apply(text)
  return engine.list()
}

/** The reason and place of the refusal, with `line:` left out where columns are counted from `headLength`. */
export function refusalOf(act: () => unknown, headLength?: number): string {
  try {
    act()
  } catch (error) {
    if (!isUserError(error)) throw error
    const { line, column = 0 } = error.at ?? {}
    const place = headLength === undefined ? `${line}:${column}` : `${column - headLength}`
    return `${place}: ${error.message}`
  }
  return 'was taken'
}
