import type { Rule } from '../model/rule.ts'
import { printRule } from '../text/rule-writer.ts'
import type { DraftChain } from './draft-chain.ts'
import type { Complain, RuleCommand } from './restore-sink.ts'
import type { TableDraft } from './table-draft.ts'

/** Does one command to a draft, or complains as iptables would. `-C` complains if the rule is not there. */
export function runCommand(draft: TableDraft, command: RuleCommand, complain: Complain): void {
  switch (command.kind) {
    case 'append': {
      const chain = draft.open(command.chain, complain)
      chain.append(command.rule)
      break
    }
    case 'insert':
      insert(draft.open(command.chain, complain), command, complain)
      break
    case 'replace': {
      const chain = draft.open(command.chain, complain)
      chain.take(indexOf(chain, command.number, complain))
      chain.insert(command.number - 1, command.rule)
      break
    }
    case 'delete': {
      const chain = draft.open(command.chain, complain)
      chain.take(find(chain, command.rule, complain))
      break
    }
    case 'delete-number': {
      const chain = draft.open(command.chain, complain)
      chain.take(indexOf(chain, command.number, complain))
      break
    }
    case 'check':
      find(draft.open(command.chain, complain), command.rule, complain)
      return
    case 'zero':
      zero(draft, command.chain, command.number, complain)
      break
    default:
      runChainCommand(draft, command, complain)
      break
  }
}

type ChainCommand = Extract<
  RuleCommand,
  { kind: 'new-chain' | 'rename-chain' | 'delete-chain' | 'flush' | 'policy' }
>

function runChainCommand(draft: TableDraft, command: ChainCommand, complain: Complain): void {
  switch (command.kind) {
    case 'new-chain':
      if (draft.has(command.chain))
        complain(`-N ${command.chain}`, 'a name that no chain has yet: this chain exists')
      draft.create(command.chain)
      return
    case 'flush':
      for (const name of command.chain === undefined ? draft.names() : [command.chain])
        draft.open(name, complain).change([])
      return
    case 'delete-chain':
      deleteChains(draft, command.chain, complain)
      break
    case 'policy': {
      const chain = draft.open(command.chain, complain)
      if (!draft.isBuiltin(command.chain))
        complain(`-P ${command.chain}`, 'a built-in chain: others have no policy')
      chain.policy = command.policy
      chain.counters = { packets: 0, bytes: 0 }
      return
    }
    case 'rename-chain':
      rename(draft, command.chain, command.to, complain)
      break
  }
}

function insert(
  chain: DraftChain,
  { number, rule }: { readonly number: number; readonly rule: Rule },
  complain: Complain,
): void {
  if (number < 1 || number > chain.rules.length + 1)
    complain(`-I ${chain.name} ${number}`, `a place of 1 to ${chain.rules.length + 1}`)
  chain.insert(number - 1, rule)
}

/** The first rule that says the same, whatever its counters. */
function find(chain: DraftChain, rule: Rule, complain: Complain): number {
  const text = printRule(rule)
  const at = chain.rules.findIndex((other) => printRule(other) === text)
  if (at < 0) complain(`no rule "${text.trim()}" in chain ${chain.name}`, 'one that is there')
  return at
}

function indexOf(chain: DraftChain, number: number, complain: Complain): number {
  if (number < 1 || number > chain.rules.length)
    complain(`rule ${number} of ${chain.name}`, `a rule of 1 to ${chain.rules.length}`)
  return number - 1
}

function deleteChains(draft: TableDraft, name: string | undefined, complain: Complain): void {
  const names = name === undefined ? draft.names().filter((n) => !draft.isBuiltin(n)) : [name]
  for (const each of names) {
    const chain = draft.open(each, complain)
    if (draft.isBuiltin(each)) complain(`-X ${each}`, 'a chain that is not built in')
    if (chain.rules.length > 0)
      complain(`-X ${each}, which has ${chain.rules.length} rules`, 'an empty chain')
    const references = draft.references().get(each) ?? 0
    if (references > 0)
      complain(`-X ${each}, which ${references} chains lead to`, 'a chain that no rule leads to')
    draft.remove(each)
  }
}

function rename(draft: TableDraft, from: string, to: string, complain: Complain): void {
  const old = draft.open(from, complain)
  if (draft.isBuiltin(from)) complain(`-E ${from}`, 'a chain that is not built in')
  if (draft.has(to)) complain(`-E ${from} ${to}`, 'a name that no chain has yet')
  draft.create(to).change(old.rules)
  draft.remove(from)
  for (const name of draft.names())
    if (draft.factsOf(name).targets.includes(from)) {
      const chain = draft.open(name, complain)
      chain.change(chain.rules.map((rule) => (leadsTo(rule, from) ? redirected(rule, to) : rule)))
    }
}

function redirected(rule: Rule, to: string): Rule {
  const kind = rule.action.kind === 'goto' ? 'goto' : 'jump'
  return { ...rule, action: { kind, chain: to }, spelling: undefined }
}

function leadsTo({ action }: Rule, chain: string): boolean {
  return (action.kind === 'jump' || action.kind === 'goto') && action.chain === chain
}

function zero(
  draft: TableDraft,
  name: string | undefined,
  number: number | undefined,
  complain: Complain,
): void {
  for (const each of name === undefined ? draft.names() : [name]) {
    const chain = draft.open(each, complain)
    const only = number === undefined ? undefined : indexOf(chain, number, complain)
    chain.change(
      chain.rules.map((rule, i) =>
        only === undefined || only === i ? { ...rule, packets: 0, bytes: 0 } : rule,
      ),
    )
    if (only === undefined && draft.isBuiltin(each)) chain.counters = { packets: 0, bytes: 0 }
  }
}
