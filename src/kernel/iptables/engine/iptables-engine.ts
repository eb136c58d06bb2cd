import { UserError } from '../../../base/user-error.ts'
import type { Family } from '../../../packet/address.ts'
import type { IpSets } from '../../ipset/ip-sets.ts'
import type { HookedFunction, HookOwner } from '../../netfilter/hook.ts'
import type { Dump } from '../dump/dump.ts'
import { draftOfDump } from '../dump/dump-draft.ts'
import { RecentTables } from '../matches/state/recent-tables.ts'
import type { Match } from '../model/extension.ts'
import type { IpvsView } from '../model/ipvs-view.ts'
import { builtinChains, type TableName } from '../model/tables.ts'
import { runCommandLine } from '../restore/command-line.ts'
import type { DraftChain } from '../restore/draft-chain.ts'
import { checkDraft } from '../restore/draft-check.ts'
import { LiveSink, type RestoreOptions, type TableOwner } from '../restore/live-sink.ts'
import { RestoreReader } from '../restore/restore-reader.ts'
import type { Complain } from '../restore/restore-sink.ts'
import type { TableDraft } from '../restore/table-draft.ts'
import { Chain } from './chain.ts'
import { EngineEvaluation } from './evaluation.ts'
import { RuleStates } from './rule-states.ts'
import { Table } from './table.ts'
import { TableHook } from './table-hook.ts'
import { Walker } from './walker.ts'

/** Which iptables wrote the rules: they print, count policies and keep state differently. */
export type Backend = 'legacy' | 'nft'

export interface IptablesOptions {
  readonly family: Family
  /** `legacy` if not said. */
  readonly backend?: Backend
  /** What `-m set` looks into. Without it every `-m set` is unknown. */
  readonly sets?: IpSets
  /** Shared by both families of a node; own ones if not said. */
  readonly recent?: RecentTables
  readonly ipvs?: IpvsView
  /** False: always walk. */
  readonly indexed?: boolean
}

/** iptables of one family: its tables on their hooks, changed by what iptables-restore reads. */
export class IptablesEngine implements HookOwner {
  readonly family: Family
  readonly backend: Backend
  readonly recent: RecentTables
  readonly #walker: Walker
  /** In the order in which they came. */
  readonly #tables = new Map<TableName, Table>()
  readonly #evaluation: EngineEvaluation
  readonly #states: RuleStates
  readonly #owner: TableOwner
  #hooked: readonly HookedFunction[] = []
  #hooksVersion = 0

  constructor(options: IptablesOptions) {
    this.family = options.family
    this.backend = options.backend ?? 'legacy'
    this.recent = options.recent ?? new RecentTables()
    this.#walker = new Walker(options.indexed ?? true)
    this.#evaluation = new EngineEvaluation(this.family, this.recent, options.sets, options.ipvs)
    this.#states = new RuleStates(this.#evaluation, this.backend)
    this.#owner = {
      backend: this.backend,
      tableFor: (name) => this.table(name) ?? new Table(name, this.backend === 'legacy'),
      commit: (draft, complain) => this.#commit(draft, complain),
    }
  }

  get hooksVersion(): number {
    return this.#hooksVersion + (this.#evaluation.sets?.version ?? 0)
  }

  hooked(): readonly HookedFunction[] {
    return this.#hooked
  }

  /** In the order in which they came; their counters are up to date for as long as no packet comes. */
  tables(): readonly Table[] {
    for (const { code } of this.#tables.values()) code.settle()
    return [...this.#tables.values()]
  }

  /** Its counters are up to date for as long as no packet comes. */
  table(name: TableName): Table | undefined {
    const table = this.#tables.get(name)
    table?.code.settle()
    return table
  }

  chain(table: TableName, name: string): Chain | undefined {
    return this.table(table)?.chains.get(name)
  }

  /**
   * Does what `iptables-restore` does with this text. Each table is changed at its COMMIT, all or nothing.
   * @throws UserError E_IPTABLES with the line; tables committed before it stay as they are
   */
  restore(text: string, options: RestoreOptions = {}): void {
    const sink = new LiveSink(this.#owner, options)
    new RestoreReader(options.file ?? 'iptables-restore', this.family, sink).read(text)
  }

  /**
   * Replaces all tables by those of a dump, with its counters.
   * @throws UserError E_IPTABLES, with nothing changed, where the dump is of the other family
   */
  load(dump: Dump): void {
    if (dump.family !== this.family)
      throw new UserError('E_IPTABLES', `found ${dump.family} rules, expected ${this.family}`)
    for (const name of this.#tables.keys())
      if (!dump.tables.some((table) => table.name === name)) this.#remove(name)
    for (const table of dump.tables)
      this.#commit(draftOfDump(table, this.#owner.tableFor(table.name)), (found, expected) => {
        throw new UserError('E_IPTABLES', `found ${found}, expected ${expected}`)
      })
  }

  /**
   * Does one `iptables` command: `-t nat -I PREROUTING -m comment --comment "…" -j KUBE-SERVICES`.
   * @throws UserError E_IPTABLES, with nothing changed; also where `-C` finds no such rule
   */
  command(text: string): void {
    runCommandLine(text, this.family, this.#owner, false)
  }

  /** As kube-proxy's EnsureChain and EnsureRule: `-N`, `-I` or `-A`, unless it is there already. */
  ensure(text: string): void {
    runCommandLine(text, this.family, this.#owner, true)
  }

  #commit(draft: TableDraft, complain: Complain): void {
    const refusal = checkDraft(draft)
    if (refusal !== undefined) complain(refusal.found, refusal.expected, refusal.line)
    const { table } = draft
    if (this.backend === 'legacy' && draft.changesAnything()) forgetPolicyCounters(table)
    const came: Match[] = []
    const went: Match[] = []
    for (const name of draft.deleted) {
      for (const match of table.chains.get(name)?.facts.stateful ?? []) went.push(match)
      table.chains.delete(name)
    }
    for (const change of draft.changed.values()) {
      const chain = change.chain ?? new Chain(change.name, undefined, false)
      if (change.rulesChanged) {
        const facts = change.facts()
        for (const match of facts.stateful) came.push(match)
        for (const match of chain.facts.stateful) went.push(match)
      }
      table.chains.set(change.name, chain)
      applyChange(chain, change)
    }
    table.change()
    this.#hooksVersion += 1
    this.#states.change(table.name, came, went)
    if (!this.#tables.has(table.name)) this.#register(table)
  }

  #remove(name: TableName): void {
    const table = this.#tables.get(name)
    if (table === undefined) return
    const went = [...table.chains.values()].flatMap((chain) => chain.facts.stateful)
    this.#states.change(name, [], went)
    this.#tables.delete(name)
    this.#hooked = this.#hooked.filter(
      ({ function: { name: own } }) => own !== this.#hookName(name),
    )
    this.#hooksVersion += 1
  }

  #hookName(table: TableName): string {
    return `${this.family === 'IPv4' ? 'iptables' : 'ip6tables'} ${table}`
  }

  #register(table: Table): void {
    this.#tables.set(table.name, table)
    const functions = builtinChains[table.name].map((builtin): HookedFunction => {
      const chain = table.chains.get(builtin.name) ?? new Chain(builtin.name, builtin, false)
      return {
        hook: builtin.hook,
        family: this.family,
        nat: table.name === 'nat',
        function: new TableHook(
          this.#hookName(table.name),
          table,
          chain,
          builtin,
          this.#walker,
          this.#evaluation,
        ),
      }
    })
    this.#hooked = [...this.#hooked, ...functions]
  }
}

/**
 * iptables-legacy, loading a table anew, gives rules their counters back but not policies (seen with
 * iptables 1.8.9 on Linux 6.18).
 */
function forgetPolicyCounters(table: Table): void {
  for (const chain of table.chains.values()) {
    if (chain.builtin === undefined) continue
    chain.packets = 0
    chain.bytes = 0
  }
}

function applyChange(chain: Chain, change: DraftChain): void {
  if (change.rulesChanged) {
    chain.rules = change.rules
    chain.facts = change.facts()
    chain.compiled = undefined
  }
  chain.policy = change.policy
  if (change.counters === undefined) return
  chain.countsPolicy = true
  chain.packets = change.counters.packets
  chain.bytes = change.counters.bytes
}
