import type { TableFamily } from '../model/selectors.ts'
import type { BaseChain, Chain, ChainHook, Rule } from '../ruleset/chain.ts'
import type { NftSet } from '../ruleset/nft-set.ts'
import type { Table } from '../ruleset/table.ts'
import { allowedContexts, contextOf } from './allowed-hooks.ts'
import { visitReferences } from './references.ts'
import { errno, Refusal } from './refusal.ts'

/** NFT_JUMP_STACK_SIZE, include/net/netfilter/nf_tables.h */
export const jumpDepthMax = 16

/**
 * What the kernel checks of the whole after a step: statements that only some hooks allow, and
 * how deep jumps go (nft_chain_validate). Every chain remembers from which hooks it can be reached, at most too
 * many; only where that looks wrong the whole table is walked to be sure. So a batch costs what it changes.
 */
export class Validation {
  #suspects: Table[] = []

  baseChainCame(table: Table, chain: Chain): void {
    const { base } = chain
    if (base !== undefined) this.#reach(table, chain, contextOf(base), 0)
    this.#check({})
  }

  ruleCame(table: Table, chain: Chain, rule: Rule, offset: number): void {
    if (!allows(rule, chain.reachedFrom)) this.#suspects.push(table)
    this.#follow(table, chain, rule)
    this.#check({ detail: offset })
  }

  elementCame(set: NftSet, target: Chain): void {
    for (const [user, table] of set.users)
      this.#reach(table, target, user.reachedFrom, user.reachedLevel + 1)
    this.#check({})
  }

  /** Whether nothing is wrong with these tables any more. */
  isSound(tables: Iterable<Table>): boolean {
    try {
      for (const table of tables) this.#walk(table, {})
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
    return true
  }

  /** Walks what looks wrong. The step that made it so is to blame, as in nf_tables_newrule. */
  #check(place: { detail?: number }): void {
    if (this.#suspects.length === 0) return
    const tables = new Set(this.#suspects)
    this.#suspects = []
    for (const table of tables) this.#walk(table, place)
  }

  #follow(table: Table, chain: Chain, rule: Rule): void {
    if (!leadsOn(rule)) return
    const reach = (target: Chain | undefined) => {
      if (target !== undefined)
        this.#reach(table, target, chain.reachedFrom, chain.reachedLevel + 1)
    }
    visitReferences(rule.statements, {
      chain: (name) => reach(table.chains.get(name)),
      set: (name) => {
        const set = table.sets.get(name)
        if (set === undefined || !set.isVerdictMap) return
        set.users.set(chain, table)
        for (const element of set.elements) reach(element.target)
      },
      object: () => undefined,
      anonymous: () => undefined,
    })
  }

  /** Notes that a chain can be reached from these hooks, and passes it on. */
  #reach(table: Table, chain: Chain, contexts: number, level: number): void {
    if ((chain.reachedFrom | contexts) === chain.reachedFrom && chain.reachedLevel >= level) return
    if (contexts === 0 && chain.reachedFrom === 0) return
    chain.reachedFrom |= contexts
    chain.reachedLevel = Math.max(chain.reachedLevel, level)
    if (chain.reachedLevel > jumpDepthMax) {
      this.#suspects.push(table)
      return
    }
    for (const rule of chain.rules) {
      if (!allows(rule, chain.reachedFrom)) this.#suspects.push(table)
      this.#follow(table, chain, rule)
    }
  }

  /** The exact answer: from every base chain, every way. It replaces what was guessed only if nothing is wrong. */
  #walk(table: Table, place: { detail?: number }): void {
    const exact = new Map<Chain, Reach>()
    for (const chain of table.chains.values())
      if (chain.base !== undefined)
        this.#visit(table, chain, contextOf(chain.base), 0, exact, place)
    for (const chain of table.chains.values()) {
      const reach = exact.get(chain)
      chain.reachedFrom = reach?.contexts ?? 0
      chain.reachedLevel = reach?.level ?? 0
    }
  }

  #visit(
    table: Table,
    chain: Chain,
    context: number,
    level: number,
    exact: Map<Chain, Reach>,
    place: { detail?: number },
  ): void {
    if (level >= jumpDepthMax)
      throw new Refusal(errno.tooManyLinks, 'rule', { ...place, ofWhole: true })
    const reach = exact.get(chain) ?? { contexts: 0, level: 0 }
    if ((reach.contexts & context) !== 0 && reach.level >= level) return
    exact.set(chain, { contexts: reach.contexts | context, level: Math.max(reach.level, level) })
    const visit = (target: Chain | undefined) => {
      if (target !== undefined) this.#visit(table, target, context, level + 1, exact, place)
    }
    for (const rule of chain.rules) {
      if (!allows(rule, context))
        throw new Refusal(errno.notSupported, 'rule', { ...place, ofWhole: true })
      visitReferences(rule.statements, {
        chain: (name) => visit(table.chains.get(name)),
        set: (name) => {
          for (const element of table.sets.get(name)?.elements ?? []) visit(element.target)
        },
        object: () => undefined,
        anonymous: () => undefined,
      })
    }
  }
}

interface Reach {
  /** Bits of types and hooks, `contextOf`. */
  readonly contexts: number
  readonly level: number
}

/** Whether a rule may send packets to other chains. */
function leadsOn(rule: Rule): boolean {
  for (const statement of rule.statements)
    if (statement.kind === 'verdict' || statement.kind === 'vmap') return true
  return false
}

function allows(rule: Rule, context: number): boolean {
  return rule.statements.every((statement) => {
    const allowed = allowedContexts(statement)
    return (allowed & context) === context
  })
}

const natHooks: readonly ChainHook[] = ['prerouting', 'input', 'output', 'postrouting']

/** What nft_chain_parse_hook refuses: a type without that hook, and nat before conntrack. */
export function checkNewBaseChain(family: TableFamily, base: BaseChain): void {
  const wrongHook =
    (base.type === 'nat' && !natHooks.includes(base.hook)) ||
    (base.type === 'route' && base.hook !== 'output')
  const wrongFamily =
    base.type !== 'filter' && (family === 'arp' || family === 'bridge' || family === 'netdev')
  if (wrongHook) throw new Refusal(errno.notSupported, 'command')
  if (wrongFamily) throw new Refusal(errno.noEntry, 'command')
  if (base.type === 'nat' && base.priority <= -200) throw new Refusal(errno.notSupported, 'command')
}
