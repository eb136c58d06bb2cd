import { entryOf } from '../../../base/entry-of.ts'
import type { Draft, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { readUnsigned } from '../model/numbers.ts'
import { detached } from '../text/detached.ts'
import { quoteText } from '../text/quoting.ts'

/** `-j LOG`: writes to the kernel's log, and the packet goes on (net/netfilter/xt_LOG.c). */
export const log: TargetExtension = { name: 'LOG', begin: () => new LogDraft() }

const levelNames = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug']
const otherLevelNames: Readonly<Record<string, number>> = { panic: 0 }
const levelDefault = 4
const prefixLengthMax = 29
/** In the order that iptables-save prints them. */
const flagOrder = [
  '--log-tcp-sequence',
  '--log-tcp-options',
  '--log-ip-options',
  '--log-uid',
  '--log-macdecode',
]

class LogTarget implements Target {
  readonly name = 'LOG'
  readonly prefix: string
  readonly level: number
  readonly flags: readonly string[]

  constructor(prefix: string, level: number, flags: readonly string[]) {
    this.prefix = prefix
    this.level = level
    this.flags = flags
  }

  print(): string {
    return (
      (this.prefix === '' ? '' : ` --log-prefix ${quoteText(this.prefix)}`) +
      (this.level === levelDefault ? '' : ` --log-level ${this.level}`) +
      this.flags.map((flag) => ` ${flag}`).join('')
    )
  }

  apply(): undefined {
    return undefined
  }
}

class LogDraft implements Draft<Target> {
  #prefix = ''
  #level = levelDefault
  readonly #flags = new Set<string>()

  take(option: string, words: OptionWords): boolean {
    if (option === '--log-prefix') {
      this.#prefix = detached(words.next('a prefix').slice(0, prefixLengthMax))
    } else if (option === '--log-level') this.#level = readLevel(words)
    else if (flagOrder.includes(option)) this.#flags.add(option)
    else return false
    return true
  }

  finish(): Target {
    const flags = flagOrder.filter((flag) => this.#flags.has(flag))
    return new LogTarget(this.#prefix, this.#level, flags)
  }
}

function readLevel(words: OptionWords): number {
  const text = words.next('a level')
  const level = /^[0-7]$/.test(text)
    ? Number(text)
    : (entryOf(otherLevelNames, text) ?? levelNames.indexOf(text))
  return level < 0 ? words.fail(text, `0 to 7, or ${levelNames.join(', ')}`) : level
}

/** `-j NFLOG`: hands a copy to a program, and the packet goes on (net/netfilter/xt_NFLOG.c). */
export const nflog: TargetExtension = { name: 'NFLOG', begin: () => new NflogDraft() }

class NflogTarget implements Target {
  readonly name = 'NFLOG'
  readonly prefix: string
  readonly numbers: readonly (readonly [string, number])[]

  constructor(prefix: string, numbers: readonly (readonly [string, number])[]) {
    this.prefix = prefix
    this.numbers = numbers
  }

  print(): string {
    const prefix = this.prefix === '' ? '' : ` --nflog-prefix ${quoteText(this.prefix)}`
    return prefix + this.numbers.map(([option, value]) => ` ${option} ${value}`).join('')
  }

  apply(): undefined {
    return undefined
  }
}

const nflogNumbers = ['--nflog-group', '--nflog-range', '--nflog-size', '--nflog-threshold']
const nflogPrefixLengthMax = 63

class NflogDraft implements Draft<Target> {
  #prefix = ''
  readonly #numbers = new Map<string, number>()

  take(option: string, words: OptionWords): boolean {
    if (option === '--nflog-prefix') {
      this.#prefix = detached(words.next('a prefix'))
      if (this.#prefix.length > nflogPrefixLengthMax)
        words.fail(
          `a prefix of ${this.#prefix.length} characters`,
          `at most ${nflogPrefixLengthMax} characters`,
        )
    } else if (nflogNumbers.includes(option))
      this.#numbers.set(option, readUnsigned(words, 'a number'))
    else return false
    return true
  }

  finish(): Target {
    // A group of 0 is not printed (nflog_print, extensions/libxt_NFLOG.c).
    if (this.#numbers.get('--nflog-group') === 0) this.#numbers.delete('--nflog-group')
    const numbers = nflogNumbers.flatMap((option): (readonly [string, number])[] => {
      const value = this.#numbers.get(option)
      return value === undefined ? [] : [[option, value]]
    })
    return new NflogTarget(this.#prefix, numbers)
  }
}
