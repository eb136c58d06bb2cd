import { entryOf } from '../../../base/entry-of.ts'
import { UserError } from '../../../base/user-error.ts'
import type { Family } from '../../../packet/address.ts'
import type { Policy } from '../engine/chain.ts'
import type { Rule } from '../model/rule.ts'
import { isTableName, tableNames } from '../model/tables.ts'
import { detached } from '../text/detached.ts'
import { RuleReader } from '../text/rule-reader.ts'
import { Words } from '../text/words.ts'
import { checkChainName } from './chain-name.ts'
import { readCommand } from './command-reader.ts'
import type { Complain, Counters, RestoreSink } from './restore-sink.ts'

/** Characters of one text that are read; beyond it the text is refused. */
export const restoreTextMax = 128 * 1024 * 1024

const familyFlags: Readonly<Record<string, Family>> = {
  '-4': 'IPv4',
  '--ipv4': 'IPv4',
  '-6': 'IPv6',
  '--ipv6': 'IPv6',
}

const zero: Counters = { packets: 0, bytes: 0 }

/**
 * Reads what iptables-restore reads (iptables/iptables-restore.c) and tells a sink, table by table.
 * @throws UserError E_IPTABLES with the line; what was committed before it stays committed.
 */
export class RestoreReader {
  readonly #file: string
  readonly #family: Family
  readonly #sink: RestoreSink
  readonly #words: Words
  readonly #rules: RuleReader
  readonly #complain: Complain
  #line = 0
  #table: string | undefined
  #tableLine = 0

  constructor(file: string, family: Family, sink: RestoreSink) {
    this.#file = file
    this.#family = family
    this.#sink = sink
    this.#words = new Words((message, line, column) => this.#error(message, line, column))
    this.#rules = new RuleReader(family, this.#words)
    this.#complain = (found, expected, line = this.#line) => {
      throw this.#error(`found ${found}, expected ${expected}`, line, 1)
    }
  }

  /** The line being read. */
  get line(): number {
    return this.#line
  }

  /** `firstLine`: the number of the text's first line, where it is not 1. */
  read(text: string, firstLine = 1): void {
    this.#line = firstLine - 1
    if (text.length > restoreTextMax)
      throw new UserError(
        'E_LIMIT',
        `found a text of ${text.length} characters, expected at most ${restoreTextMax}`,
        { file: this.#file },
      )
    let start = 0
    while (start < text.length) {
      let end = text.indexOf('\n', start)
      if (end < 0) end = text.length
      this.#line += 1
      this.#readLine(text, start, text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end)
      start = end + 1
    }
    if (this.#table !== undefined)
      throw this.#error(
        `found the end of the text in table ${this.#table} (begun in line ${this.#tableLine}), expected COMMIT`,
        this.#line,
        1,
      )
  }

  #readLine(text: string, start: number, end: number): void {
    const first = text.charCodeAt(start)
    if (start === end || first === 35) return
    // -A, the line that there are most of.
    if (first === 45 || first === 91) {
      if (this.#table === undefined) this.#complain('a rule outside of a table', '*TABLE before it')
      this.#words.split(text, start, end, this.#line)
      this.#readRule()
    } else if (first === 58) this.#readChain(text.slice(start + 1, end))
    else if (first === 42) this.#beginTable(text.slice(start + 1, end).trim())
    else this.#readOther(text.slice(start, end))
  }

  #readOther(line: string): void {
    const word = line.trim()
    if (word === '') return
    if (word !== 'COMMIT')
      this.#complain(excerpt(word), '*TABLE, :CHAIN, -A, COMMIT or a # comment')
    if (this.#table === undefined) this.#complain('COMMIT outside of a table', '*TABLE before it')
    this.#sink.commit(this.#complain)
    this.#table = undefined
  }

  #beginTable(name: string): void {
    if (this.#table !== undefined)
      this.#complain(`*${excerpt(name)} in table ${this.#table}`, 'COMMIT before it')
    if (!isTableName(name))
      this.#complain(`the table ${excerpt(name)}`, `one of ${tableNames.join(', ')}`)
    this.#table = name
    this.#tableLine = this.#line
    this.#sink.beginTable(name, this.#complain)
  }

  #readChain(line: string): void {
    if (this.#table === undefined) this.#complain('a chain outside of a table', '*TABLE before it')
    const [written = '', policy = '', counters, more] = line.trim().split(/\s+/)
    const name = detached(written)
    checkChainName(name, this.#complain)
    if (policy === '') this.#complain(`:${name} without a policy`, `:${name} - [0:0]`)
    if (more !== undefined) this.#complain(excerpt(more), 'the end of the line')
    const known = policy === 'ACCEPT' || policy === 'DROP' ? policy : undefined
    if (known === undefined && policy !== '-')
      this.#complain(`the policy ${excerpt(policy)}`, 'ACCEPT, DROP or -')
    this.#sink.declareChain(
      name,
      known as Policy | undefined,
      counters === undefined ? zero : this.#counters(counters),
      this.#complain,
    )
  }

  #readRule(): void {
    const words = this.#words
    let at = 0
    let counters = zero
    if (words.values[0]?.startsWith('[')) {
      counters = this.#counters(words.values[0])
      at = 1
    }
    // `-6 -A …` is for ip6tables alone: texts for both have such lines.
    if (words.values[at] !== '-A') {
      const family = entryOf(familyFlags, words.values[at] ?? '')
      if (family !== undefined && family !== this.#family) return
      if (family !== undefined) at += 1
    }
    if (words.values[at] === '-A') {
      const chain = this.#rules.chainName(at + 1)
      for (const rule of this.#rules.read(at + 2)) {
        if (counters !== zero) {
          rule.packets = counters.packets
          rule.bytes = counters.bytes
        }
        this.#checkNat(rule)
        this.#sink.append(chain, rule, this.#complain)
      }
      return
    }
    for (const command of readCommand(words, at, this.#rules, this.#complain)) {
      if ('rule' in command) this.#checkNat(command.rule)
      this.#sink.command(command, this.#complain)
    }
  }

  /** iptables takes no -j DROP there (command_jump, iptables/xshared.c). */
  #checkNat({ action }: Rule): void {
    if (this.#table === 'nat' && action.kind === 'drop')
      this.#complain('-j DROP in table nat', 'another table, which is for filtering')
  }

  #counters(text: string): Counters {
    const match = /^\[(\d+):(\d+)\]$/.exec(text)
    if (match === null) return this.#complain(excerpt(text), 'counters [PACKETS:BYTES]')
    return { packets: Number(match[1]), bytes: Number(match[2]) }
  }

  #error(message: string, line: number, column: number): UserError {
    return new UserError('E_IPTABLES', message, { file: this.#file, line, column })
  }
}

/** The start of a piece of the input, fit to be shown. */
function excerpt(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return JSON.stringify(shown)
}
