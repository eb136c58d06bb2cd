import type { EnsureOperation } from '../../../proxy/iptables/jump-rules.ts'

type Chains = Map<string, string[]>

/** Targets that are no chains (pkg/util/iptables/testing/fake.go builtinTargets). */
const targets = new Set([
  'ACCEPT',
  'DROP',
  'RETURN',
  'REJECT',
  'DNAT',
  'SNAT',
  'MASQUERADE',
  'MARK',
])

/**
 * kube-proxy's own fake of iptables (pkg/util/iptables/testing), as far as kube-proxy uses it: it keeps rules as
 * the text that they were written in. What a kernel makes of that text is for `kernel/iptables`.
 */
export class FakeIptables {
  readonly #tables = new Map<string, Chains>([
    ['nat', chainsNamed('PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING')],
    ['filter', chainsNamed('INPUT', 'FORWARD', 'OUTPUT')],
    ['mangle', chainsNamed()],
  ])

  /** False: it was there already. */
  ensure(operation: EnsureOperation): boolean {
    const chains = this.#tables.get(operation.table)
    const rules = chains?.get(operation.chain)
    if (operation.kind === 'chain') {
      if (rules === undefined) chains?.set(operation.chain, [])
      return rules === undefined
    }
    const rule = `-A ${operation.chain} ${operation.rule}`
    if (rules === undefined || rules.includes(rule)) return false
    rules.unshift(rule)
    return true
  }

  /** False, and the table that is wrong stays as it was, where a rule jumps to a chain that is not there. */
  restore(text: string): boolean {
    let name = ''
    let table: ReturnType<typeof readTable> | undefined
    for (const line of text.split('\n'))
      if (line.startsWith('*')) {
        name = line.slice(1)
        table = readTable(this.#tables.get(name) ?? new Map())
      } else if (line === 'COMMIT') {
        const chains = table?.finish()
        if (chains === undefined) return false
        this.#tables.set(name, chains)
      } else table?.read(line)
    return true
  }

  /** All tables, in the spelling of the fake's iptables-save. */
  save(): string {
    let text = ''
    for (const [name, chains] of this.#tables) {
      text += `*${name}\n`
      for (const chain of chains.keys()) text += `:${chain} - [0:0]\n`
      for (const rules of chains.values()) for (const rule of rules) text += `${rule}\n`
      text += 'COMMIT\n'
    }
    return text
  }
}

function chainsNamed(...names: string[]): Chains {
  return new Map(names.map((name) => [name, []]))
}

/** Takes one table's lines; `finish` gives the table as it is then, or undefined where it would be wrong. */
function readTable(before: Chains) {
  const chains: Chains = new Map(before)
  return {
    read(line: string): void {
      const name = line.slice(line.startsWith(':') ? 1 : 3).split(' ', 1)[0] ?? ''
      if (line.startsWith(':')) chains.set(name, [])
      else if (line.startsWith('-X ')) chains.delete(name)
      else if (line.startsWith('-A ')) chains.get(name)?.push(line)
    },
    finish(): Chains | undefined {
      for (const rules of chains.values())
        for (const rule of rules) {
          const target = /(?:^| )-j (\S+)/.exec(rule)?.[1]
          if (target !== undefined && !targets.has(target) && !chains.has(target)) return undefined
        }
      return chains
    },
  }
}
