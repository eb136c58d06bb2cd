import type { Hook, HookContext, Verdict } from '../../../../src/kernel/netfilter/hook.ts'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { bufferOf, createContext, type PacketWords } from '../../iptables/packets.ts'

/** A node with these rules in a base chain of `ip t`; `more`: commands before them. */
export function engineWith(rules: string, more = '', base = 'filter hook forward priority 0') {
  const engine = new NftablesEngine()
  const lines = rules.split('\n').map((rule) => `add rule inet t c ${rule}`)
  engine.apply(
    [
      'add table inet t',
      'add chain inet t x',
      more,
      `add chain inet t c { type ${base}; }`,
      ...lines,
    ].join('\n'),
  )
  return engine
}

export function run(
  engine: NftablesEngine,
  words: PacketWords = {},
  context: HookContext = createContext(),
  buffer = bufferOf(words),
): Verdict {
  const [hooked] = engine.hooked()
  if (hooked === undefined) throw new Error('there is no base chain')
  return hooked.function.run(buffer, hooked.hook as Hook, context)
}

/** Whether a packet meets what a rule asks. */
export function matches(condition: string, words: PacketWords = {}, more = ''): boolean {
  return run(engineWith(`${condition} drop`, more), words).kind === 'drop'
}

/** Where a translation leads to. */
export function binding(rule: string, words: PacketWords = {}, more = '', hook = 'prerouting') {
  const context = createContext()
  run(engineWith(rule, more, `nat hook ${hook} priority 0`), words, context)
  return context.bindings[0]
}
