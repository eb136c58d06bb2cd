import type { Hook, HookContext, HookedFunction, HookOwner } from '../../netfilter/hook.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import { formatRuleset } from '../print/ruleset-printer.ts'
import type { Chain } from '../ruleset/chain.ts'
import { byHandle, Ruleset, type Table } from '../ruleset/table.ts'
import { runScript } from '../text/commands/script.ts'
import { Evaluation } from './evaluation.ts'
import { Walker } from './walker.ts'

export interface ApplyOptions {
  /** Named in errors; `nft` if not said. */
  readonly file?: string
  /** Virtual time, from which elements' timeouts run; 0 if not said. */
  readonly nowMs?: number
}

export interface ListOptions {
  /** `-a` */
  readonly handles?: boolean
  /** `-s` */
  readonly stateless?: boolean
  readonly nowMs?: number
}

/** nftables of a node: its tables, changed by what `nft -f` reads, and its base chains on their hooks. */
export class NftablesEngine implements HookOwner {
  readonly ruleset: Ruleset
  #hooked: readonly HookedFunction[] = []
  #builtVersion = -1
  readonly #walker = new Walker()
  #evaluation: Evaluation | undefined

  constructor(ruleset: Ruleset = new Ruleset()) {
    this.ruleset = ruleset
  }

  get hooksVersion(): number {
    return this.ruleset.revision
  }

  /**
   * What `nft -f` does with this text: all of it or nothing.
   * @throws UserError E_NFT with file, line, column and nft's reason, E_LIMIT; nothing is changed then
   */
  apply(text: string, options: ApplyOptions = {}): void {
    runScript(this.ruleset, text, { file: options.file ?? 'nft', nowMs: options.nowMs ?? 0 })
  }

  /** What `nft list ruleset` prints. */
  list(options: ListOptions = {}): string {
    const { handles = false, stateless = false, nowMs = 0 } = options
    return formatRuleset(this.ruleset, { handles, stateless, nowMs })
  }

  hooked(): readonly HookedFunction[] {
    if (this.#builtVersion !== this.ruleset.hooksVersion) {
      this.#builtVersion = this.ruleset.hooksVersion
      this.#hooked = this.#build()
    }
    return this.#hooked
  }

  #build(): HookedFunction[] {
    const functions: { handle: number; hooked: HookedFunction }[] = []
    for (const table of byHandle(this.ruleset.tables)) {
      if (table.dormant) continue
      for (const chain of byHandle(table.chains)) {
        const hooked = this.#hookChain(table, chain)
        if (hooked !== undefined) functions.push({ handle: chain.handle, hooked })
      }
    }
    return functions.map((entry) => entry.hooked)
  }

  #hookChain(table: Table, chain: Chain): HookedFunction | undefined {
    const { base } = chain
    if (base === undefined || base.hook === 'ingress' || base.hook === 'egress') return undefined
    const family =
      table.family === 'ip'
        ? 'IPv4'
        : table.family === 'ip6'
          ? 'IPv6'
          : table.family === 'inet'
            ? 'both'
            : undefined
    if (family === undefined) return undefined
    return {
      hook: base.hook,
      family,
      nat: base.type === 'nat',
      function: {
        name: `nft ${table.family} ${table.name} ${chain.name}`,
        priority: base.priority,
        run: (buffer, hook, context) =>
          this.#walker.run(this.#begin(buffer, hook, context, table), chain),
        foresee: (buffer, hook, context) =>
          this.#walker.foresee(this.#begin(buffer, hook, context, table), chain),
      },
    }
  }

  #begin(buffer: SocketBuffer, hook: Hook, context: HookContext, table: Table): Evaluation {
    this.#evaluation ??= new Evaluation(buffer, context, hook, table)
    this.#evaluation.begin(buffer, context, hook, table)
    this.#evaluation.revision = this.ruleset.revision
    return this.#evaluation
  }
}
