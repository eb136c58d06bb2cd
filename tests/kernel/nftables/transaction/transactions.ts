import { UserError } from '../../../../src/base/user-error.ts'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { runScript } from '../../../../src/kernel/nftables/text/commands/script.ts'

/** A node with one of everything. */
export const somewhat = `table ip t {
	comment "one of everything"
	counter n {
		packets 3 bytes 180
	}

	set s {
		type ipv4_addr
		size 9
		elements = { 10.0.0.1 }
	}

	map v {
		type inet_service : verdict
		elements = { 80 : goto used }
	}

	set i {
		type inet_service
		flags interval
		auto-merge
		elements = { 10-19 }
	}

	chain used {
		counter name "n" accept
		ip saddr @s drop
	}

	chain free {
		drop
	}

	chain base {
		type filter hook input priority filter; policy accept;
		tcp dport vmap @v
		jump used
	}
}
`

export function nodeWith(text = somewhat): NftablesEngine {
  const engine = new NftablesEngine()
  engine.apply(text)
  return engine
}

/** Listing with handles, and who uses what: all that a transaction may change. */
export function stateOf(engine: NftablesEngine): string {
  const uses = [...engine.ruleset.tables.values()].flatMap((table) => [
    `${table.name} ${table.lastHandle} ${table.dormant}`,
    ...[...table.chains.values()].map((it) => `${it.name} ${it.useCount}`).sort(),
    ...[...table.sets.values()].map((it) => `${it.name} ${it.useCount} ${it.size}`).sort(),
    ...[...table.objects.values()].map((it) => `${it.name} ${it.useCount}`).sort(),
  ])
  return [engine.list({ handles: true }), engine.ruleset.lastTableHandle, ...uses].join('\n')
}

/** Why a text is refused; undefined: it is not. */
export function refusal(engine: NftablesEngine, text: string): string | undefined {
  try {
    engine.apply(text)
    return undefined
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
}

/** Runs a text and takes it back. */
export function rolledBack(engine: NftablesEngine, text: string): void {
  runScript(engine.ruleset, text, { file: 'nft', nowMs: 0 }).rollBack()
}
