import { entryOf } from '../../../base/entry-of.ts'
import type { Rule } from '../model/rule.ts'
import type { RuleReader } from '../text/rule-reader.ts'
import type { Words } from '../text/words.ts'
import { checkChainName } from './chain-name.ts'
import type { Complain, RuleCommand } from './restore-sink.ts'

const longNames: Readonly<Record<string, string>> = {
  '--append': '-A',
  '--check': '-C',
  '--delete': '-D',
  '--delete-chain': '-X',
  '--flush': '-F',
  '--insert': '-I',
  '--new-chain': '-N',
  '--new': '-N',
  '--policy': '-P',
  '--rename-chain': '-E',
  '--replace': '-R',
  '--zero': '-Z',
}

/**
 * Reads a command from words[at…]: `-I CHAIN [N] rule`, `-X CHAIN`, … as iptables takes them.
 * One command per rule that `-s a,b` stands for.
 */
export function readCommand(
  words: Words,
  at: number,
  rules: RuleReader,
  complain: Complain,
): RuleCommand[] {
  const word = words.values[at] ?? ''
  const command = entryOf(longNames, word) ?? word
  const left = words.count - at - 1
  const chain = left > 0 ? words.values[at + 1] : undefined
  const number = left > 1 ? readNumber(words.values[at + 2] ?? '') : undefined
  const named = () => chain ?? complain(`${word} without a chain`, `${word} CHAIN`)
  const bare = (count: number) => {
    if (left > count) complain(`"${words.values[at + 1 + count]}"`, 'the end of the line')
  }
  const each = (skip: number, make: (rule: Rule) => RuleCommand) => {
    named()
    return rules.read(at + skip).map(make)
  }
  switch (command) {
    case '-A':
      return each(2, (rule) => ({ kind: 'append', chain: named(), rule }))
    case '-I':
      return each(number === undefined ? 2 : 3, (rule) => ({
        kind: 'insert',
        chain: named(),
        number: number ?? 1,
        rule,
      }))
    case '-R':
      if (number === undefined) complain('-R without a number', '-R CHAIN NUMBER rule')
      return each(3, (rule) => ({ kind: 'replace', chain: named(), number: number ?? 1, rule }))
    case '-D':
      if (number === undefined) return each(2, (rule) => ({ kind: 'delete', chain: named(), rule }))
      bare(2)
      return [{ kind: 'delete-number', chain: named(), number }]
    case '-C':
      return each(2, (rule) => ({ kind: 'check', chain: named(), rule }))
    default:
      return readChainCommand(command, words, at, complain)
  }
}

function readChainCommand(
  command: string,
  words: Words,
  at: number,
  complain: Complain,
): RuleCommand[] {
  const [chain, second] = words.values.slice(at + 1, words.count)
  const most = command === '-Z' ? 2 : 1
  const surplus = words.count - at - 1 > most ? words.values[at + 1 + most] : undefined
  switch (command) {
    case '-N':
    case '-X':
    case '-F':
    case '-Z':
      if (surplus !== undefined) complain(`"${surplus}"`, 'the end of the line')
      break
    default:
      return readRare(command, words, at, complain)
  }
  if (command === '-X') return [{ kind: 'delete-chain', chain }]
  if (command === '-F') return [{ kind: 'flush', chain }]
  if (command === '-Z') {
    const number = second === undefined ? undefined : readNumber(second)
    if (second !== undefined && number === undefined)
      complain(`"${second}"`, 'the number of a rule')
    return [{ kind: 'zero', chain, number }]
  }
  if (chain === undefined) return complain('-N without a chain', '-N CHAIN')
  checkChainName(chain, complain)
  return [{ kind: 'new-chain', chain }]
}

function readRare(command: string, words: Words, at: number, complain: Complain): RuleCommand[] {
  const [chain = '', second = ''] = words.values.slice(at + 1, words.count)
  if (words.count - at > 3) complain(`"${words.values[at + 3]}"`, 'the end of the line')
  if (command === '-P') {
    if (second !== 'ACCEPT' && second !== 'DROP')
      return complain(`the policy "${second}"`, '-P CHAIN ACCEPT or -P CHAIN DROP')
    return [{ kind: 'policy', chain, policy: second }]
  }
  if (command === '-E') {
    checkChainName(second, complain)
    return [{ kind: 'rename-chain', chain, to: second }]
  }
  return complain(
    `"${command}"`,
    'a command: -A, -I, -D, -R, -C, -N, -X, -F, -E, -P or -Z, and no option before it',
  )
}

function readNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
