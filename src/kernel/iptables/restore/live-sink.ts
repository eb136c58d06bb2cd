import type { Policy } from '../engine/chain.ts'
import type { Table } from '../engine/table.ts'
import type { Rule } from '../model/rule.ts'
import { builtinChain, type TableName } from '../model/tables.ts'
import { runCommand } from './draft-commands.ts'
import type { Complain, Counters, RestoreSink, RuleCommand } from './restore-sink.ts'
import { checkRule } from './rule-check.ts'
import { TableDraft } from './table-draft.ts'

export interface RestoreOptions {
  /** `--noflush`: what the text does not name stays. */
  readonly noFlush?: boolean
  /** `--counters`: take the counters that the text gives; else all begin at 0. */
  readonly counters?: boolean
  /** As error messages name the text. */
  readonly file?: string
}

/** Who owns the tables. */
export interface TableOwner {
  readonly backend: 'legacy' | 'nft'
  /** The table, made if there is none yet; it is registered with the commit. */
  tableFor(name: TableName): Table
  /** @throws UserError through `complain`, with nothing changed */
  commit(draft: TableDraft, complain: Complain): void
}

/** Does to live tables what a restore text says, a table at a time. */
export class LiveSink implements RestoreSink {
  readonly #owner: TableOwner
  readonly #options: RestoreOptions
  #draft: TableDraft | undefined

  constructor(owner: TableOwner, options: RestoreOptions) {
    this.#owner = owner
    this.#options = options
  }

  beginTable(name: TableName): void {
    const draft = new TableDraft(this.#owner.tableFor(name))
    this.#draft = draft
    if (this.#options.noFlush) return
    draft.clear()
  }

  declareChain(
    name: string,
    policy: Policy | undefined,
    counters: Counters,
    complain: Complain,
  ): void {
    const draft = this.#open()
    if (!builtinChain(draft.table.name, name)) {
      // iptables-nft passes over it.
      if (policy !== undefined && this.#owner.backend === 'legacy')
        complain(`the policy ${policy} for the user's chain ${name}`, `:${name} - [0:0]`)
      draft.create(name)
      return
    }
    const chain = draft.open(name, complain)
    if (policy !== undefined) chain.policy = policy
    // iptables-nft takes the counters of a policy `-` too; iptables-legacy does not.
    if (policy !== undefined || this.#owner.backend === 'nft')
      chain.counters = this.#options.counters ? counters : { packets: 0, bytes: 0 }
  }

  append(chain: string, rule: Rule, complain: Complain): void {
    const draft = this.#open()
    if (!this.#options.counters) {
      rule.packets = 0
      rule.bytes = 0
    }
    checkRule(draft.table.name, chain, rule, complain)
    draft.open(chain, complain).append(rule)
  }

  command(command: RuleCommand, complain: Complain): void {
    const draft = this.#open()
    if ('rule' in command) checkRule(draft.table.name, command.chain, command.rule, complain)
    runCommand(draft, command, complain)
  }

  commit(complain: Complain): void {
    this.#owner.commit(this.#open(), complain)
    this.#draft = undefined
  }

  #open(): TableDraft {
    if (this.#draft === undefined) throw new Error('bug: no table is open')
    return this.#draft
  }
}
