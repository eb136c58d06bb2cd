import { tableName } from '../../../../proxy/nftables/table-names.ts'
import type {
  ChainOperation,
  ContainerOperation,
  ElementOperation,
  NftablesOperation,
  NftablesTransaction,
  RuleOperation,
  TableOperation,
} from '../../../../proxy/nftables/transaction.ts'
import { formatOperation } from '../../../../proxy/nftables/transaction-text.ts'

interface FakeChain {
  readonly added: ChainOperation
  rules: RuleOperation[]
}

interface FakeContainer {
  readonly added: ContainerOperation
  elements: Map<string, ElementOperation>
}

interface FakeTable {
  readonly added: TableOperation
  readonly chains: Map<string, FakeChain>
  readonly sets: Map<string, FakeContainer>
  readonly maps: Map<string, FakeContainer>
}

/**
 * kube-proxy's own fake of nftables (sigs.k8s.io/knftables fake.go): it keeps rules and elements as the text that
 * they were written in. What a kernel makes of that text is for `kernel/nftables`.
 */
export class FakeNftables {
  readonly #name: string
  #table: FakeTable | undefined

  constructor(family: 'ip' | 'ip6') {
    this.#name = `${family} ${tableName}`
  }

  /** False, and nothing changes, where an object that is named is not there. */
  run({ operations }: NftablesTransaction): boolean {
    let table = this.#table === undefined ? undefined : copyOf(this.#table)
    for (const operation of operations)
      if (operation.kind === 'table') table ??= emptyTable(operation)
      else if (table === undefined || !apply(table, operation)) return false
    this.#table = table
    return true
  }

  /** Everything, as a transaction that would make it. */
  dump(): string {
    if (this.#table === undefined) return ''
    const { added, chains, sets, maps } = this.#table
    const inOrder = <Kept>(kept: ReadonlyMap<string, Kept>) =>
      [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
    const operations: readonly NftablesOperation[] = [
      added,
      ...[chains, sets, maps].flatMap((kept) =>
        inOrder<FakeChain | FakeContainer>(kept).map((one) => one.added),
      ),
      ...inOrder(chains).flatMap(({ rules }) => rules),
      ...[sets, maps].flatMap((kept) =>
        inOrder(kept).flatMap(({ elements }) => [...elements.values()]),
      ),
    ]
    return operations.map((operation) => formatOperation(operation, this.#name)).join('')
  }
}

function apply(table: FakeTable, operation: Exclude<NftablesOperation, TableOperation>): boolean {
  switch (operation.kind) {
    case 'chain':
      return applyToChain(table.chains, operation)
    case 'rule': {
      const chain = table.chains.get(operation.chain)
      if (chain === undefined || !refersToKnown(operation.rule, table)) return false
      chain.rules.push(operation)
      return true
    }
    case 'set':
      return applyToContainer(table.sets, operation)
    case 'map':
      return applyToContainer(table.maps, operation)
    case 'element':
      return applyToElement(table, operation)
  }
}

function applyToChain(chains: Map<string, FakeChain>, operation: ChainOperation): boolean {
  const { verb, name } = operation
  const chain = chains.get(name)
  if (verb === 'add') {
    if (chain === undefined) chains.set(name, { added: operation, rules: [] })
    return true
  }
  if (chain === undefined) return false
  if (verb === 'flush') chain.rules = []
  else chains.delete(name)
  return true
}

function applyToContainer(
  containers: Map<string, FakeContainer>,
  operation: ContainerOperation,
): boolean {
  const { verb, name } = operation
  const container = containers.get(name)
  if (verb === 'add') {
    // The set of an endpoint keeps its first timeout here; Linux 6.18 would take the new one.
    if (container === undefined) containers.set(name, { added: operation, elements: new Map() })
    return true
  }
  if (container === undefined) return false
  if (verb === 'flush') container.elements = new Map()
  else containers.delete(name)
  return true
}

function applyToElement(table: FakeTable, operation: ElementOperation): boolean {
  const { verb, containerKind, container, key, value } = operation
  const elements = (containerKind === 'set' ? table.sets : table.maps).get(container)?.elements
  if (elements === undefined) return false
  if (verb === 'delete') return elements.delete(key)
  if (!leadsToKnown(value, table)) return false
  elements.set(key, operation)
  return true
}

/** fake.go checkRuleRefs: chains, sets and maps that a rule names. */
function refersToKnown(text: string, { chains, sets, maps }: FakeTable): boolean {
  const words = text.split(' ')
  return words.every((word, index) => {
    const before = words[index - 1]
    if (word.startsWith('@') && !word.includes(',')) {
      const name = word.slice(1)
      return maps.has(name) || (before !== 'map' && before !== 'vmap' && sets.has(name))
    }
    return (before !== 'goto' && before !== 'jump') || chains.has(word)
  })
}

/** fake.go checkElementRefs: the chain of a verdict. */
function leadsToKnown(verdict: string, { chains }: FakeTable): boolean {
  const [action, chain, ...more] = verdict.split(' ')
  if (chain === undefined || more.length > 0) return true
  return (action !== 'goto' && action !== 'jump') || chains.has(chain)
}

function emptyTable(added: TableOperation): FakeTable {
  return { added, chains: new Map(), sets: new Map(), maps: new Map() }
}

function copyOf({ added, chains, sets, maps }: FakeTable): FakeTable {
  const copyContainers = (containers: ReadonlyMap<string, FakeContainer>) =>
    new Map(
      [...containers].map(([name, one]): [string, FakeContainer] => [
        name,
        { added: one.added, elements: new Map(one.elements) },
      ]),
    )
  return {
    added,
    chains: new Map(
      [...chains].map(([name, chain]): [string, FakeChain] => [
        name,
        { added: chain.added, rules: [...chain.rules] },
      ]),
    ),
    sets: copyContainers(sets),
    maps: copyContainers(maps),
  }
}
