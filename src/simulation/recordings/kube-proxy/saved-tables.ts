/** Table → chain → rules in order. */
export type SavedTables = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** Reads what an iptables-save printed, policies and counters aside. */
export function savedTables(text: string): SavedTables {
  const tables: Record<string, Record<string, string[]>> = {}
  let chains: Record<string, string[]> = {}
  for (const line of text.split('\n')) {
    const name = line.slice(1).split(' ')[line.startsWith('-') ? 1 : 0] ?? ''
    if (line.startsWith('*')) {
      chains = {}
      tables[name] = chains
    } else if (line.startsWith(':')) chains[name] = []
    else if (line.startsWith('-A ')) {
      const rules = chains[name] ?? []
      rules.push(line)
      chains[name] = rules
    }
  }
  return tables
}
