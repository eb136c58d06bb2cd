import type { Evaluation, Match } from '../model/extension.ts'
import type { TableName } from '../model/tables.ts'
import type { Backend } from './iptables-engine.ts'

/** Matches that remember something: who holds a recent table, whose turn it is in `statistic --mode nth`. */
export class RuleStates {
  readonly #evaluation: Evaluation
  readonly #backend: Backend
  readonly #restarting = new Map<TableName, Set<Match>>()

  constructor(evaluation: Evaluation, backend: Backend) {
    this.#evaluation = evaluation
    this.#backend = backend
  }

  /**
   * Matches came into a table with their rules and others left it. What is named by both is held on to, as the kernel
   * checks in the new rules before it lets go of the old (do_replace, net/ipv4/netfilter/ip_tables.c).
   */
  change(table: TableName, came: readonly Match[], went: readonly Match[]): void {
    const leaving = new Set(went)
    const restarting = this.#restarting.get(table) ?? new Set()
    this.#restarting.set(table, restarting)
    for (const match of came) {
      if (leaving.delete(match)) continue
      match.attach?.(this.#evaluation)
      if (match.restart) restarting.add(match)
    }
    for (const match of leaving) {
      match.detach?.(this.#evaluation)
      restarting.delete(match)
    }
    // iptables-legacy loads the whole table anew: every rule of it begins afresh.
    if (this.#backend === 'legacy') for (const match of restarting) match.restart?.()
  }
}
