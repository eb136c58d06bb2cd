import type { Family } from '../../../packet/address.ts'
import { findMatchExtension, matchNameOfProtocol } from '../matches/registry.ts'
import type { Draft, Match, OptionWords, Target } from '../model/extension.ts'
import type { Action, Rule } from '../model/rule.ts'
import { findTargetExtension } from '../targets/registry.ts'
import { readAddresses, readCounts, readInterface, readProtocol } from './common-values.ts'
import { detached } from './detached.ts'
import { completeOption, refuseOption } from './option-names.ts'
import { ownerOf } from './option-owner.ts'
import { quoteText } from './quoting.ts'
import { RuleDraft } from './rule-draft.ts'
import type { Words } from './words.ts'

/**
 * Reads the words of a rule (`-s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j ACCEPT`) as
 * do_command4 does (iptables/iptables.c): options in any order, `-m` and `-j` bring their own,
 * the last brought is asked first, and `-p tcp` brings those of `-m tcp` when one is used.
 */
export class RuleReader implements OptionWords {
  readonly family: Family
  readonly #words: Words
  readonly #actions = new Map<string, Action>([
    ['ACCEPT', { kind: 'accept' }],
    ['DROP', { kind: 'drop' }],
    ['RETURN', { kind: 'return' }],
  ])
  #draft = new RuleDraft()
  #at = 0
  #option = ''
  #negated = false
  #negationUsed = false

  constructor(family: Family, words: Words) {
    this.family = family
    this.#words = words
  }

  /**
   * The rules that words[from…] stand for: more than one where `-s` or `-d` name several addresses,
   * none where `-4` or `-6` leave the rule to the other family.
   * @throws UserError E_IPTABLES
   */
  read(from: number): Rule[] {
    this.#draft = new RuleDraft()
    this.#at = from
    this.#negated = false
    const words = this.#words
    while (this.#at < words.count) {
      const word = words.values[this.#at] ?? ''
      this.#at += 1
      if (word === '!') {
        if (this.#negated) this.fail('a second !', 'one')
        this.#negated = true
      } else this.#takeOption(word)
    }
    if (this.#negated) this.fail('! at the end', 'an option after it')
    if (this.#draft.otherFamily) return []
    return this.#draft.finish(this)
  }

  /** The word at an index as the name of a chain. */
  chainName(at: number): string {
    if (at < this.#words.count) return this.#words.values[at] ?? ''
    throw this.#words.error(at, 'found the end of the line, expected the name of a chain')
  }

  get line(): number {
    return this.#words.line
  }

  get protocol(): number {
    return this.#draft.protocolNumber
  }

  negated(): boolean {
    this.#negationUsed = true
    return this.#negated
  }

  next(expected: string): string {
    if (this.#at >= this.#words.count)
      throw this.#words.error(
        this.#words.count,
        `found the end of the line after ${this.#option}, expected ${expected}`,
      )
    const value = this.#words.values[this.#at] ?? ''
    this.#at += 1
    return value
  }

  hasNext(): boolean {
    if (this.#at >= this.#words.count) return false
    const word = this.#words.values[this.#at] ?? ''
    return word !== '!' && !/^-(-?[a-zA-Z]|$)/.test(word)
  }

  nextRaw(expected: string): string {
    const start = this.#words.starts[this.#at] ?? 0
    const quoted = this.#words.text.charCodeAt(start) === 34
    const value = this.next(expected)
    return quoted ? `"${value.replace(/["\\']/g, '\\$&')}"` : value
  }

  fail(found: string, expected: string): never {
    throw this.#words.error(
      Math.max(0, this.#at - 1),
      `found ${found}${this.#option === '' ? '' : ` at ${this.#option}`}, expected ${expected}`,
    )
  }

  #takeOption(word: string): void {
    this.#option = word
    this.#negationUsed = false
    const known = this.#takeCommon(word) || this.#takeExtension(word) || this.#takeSplit(word)
    if (!known) this.#unknown(word)
    if (this.#negated && !this.#negationUsed)
      this.fail('!', `an option that may be negated; ${word} may not`)
    this.#negated = false
    this.#option = ''
  }

  #takeCommon(word: string): boolean {
    const draft = this.#draft
    switch (word) {
      case '-A':
      case '-I':
        return this.fail(word, 'one command a line')
      case '-s':
      case '--source':
      case '--src':
        if (draft.sources !== undefined) this.#repeated(word)
        draft.sources = readAddresses(this)
        return true
      case '-d':
      case '--destination':
      case '--dst':
        if (draft.destinations !== undefined) this.#repeated(word)
        draft.destinations = readAddresses(this)
        return true
      case '-p':
      case '--protocol':
        if (draft.protocolNamed) this.#repeated(word)
        draft.protocolNumber = readProtocol(this)
        draft.protocolInverted = this.#negated
        draft.protocolNamed = true
        return true
      case '-m':
      case '--match':
        this.#takeMatch(this.next('the name of a match'))
        return true
      case '-j':
      case '--jump':
        this.#takeJump(this.next('a target or chain'))
        return true
      case '-g':
      case '--goto':
        draft.action = { kind: 'goto', chain: detached(this.next('a chain')) }
        return true
      default:
        return this.#takeRareCommon(word)
    }
  }

  #takeRareCommon(word: string): boolean {
    const draft = this.#draft
    switch (word) {
      case '-i':
      case '--in-interface':
        if (draft.inputInterface !== undefined) this.#repeated(word)
        draft.inputInterface = readInterface(this)
        return true
      case '-o':
      case '--out-interface':
        if (draft.outputInterface !== undefined) this.#repeated(word)
        draft.outputInterface = readInterface(this)
        return true
      case '-f':
      case '--fragments':
        if (draft.fragment !== undefined) this.#repeated(word)
        if (this.family === 'IPv6') this.fail(word, 'no -f: IPv6 has -m frag')
        draft.fragment = this.negated() ? 'never' : 'only'
        return true
      case '-c':
      case '--set-counters':
        ;[draft.packets, draft.bytes] = readCounts(this)
        return true
      case '-4':
      case '--ipv4':
      case '-6':
      case '--ipv6':
        draft.otherFamily ||= word.endsWith('4') !== (this.family === 'IPv4')
        return true
      case '-t':
      case '--table':
        return this.fail(word, 'no table here: *TABLE at the head of the part names it')
      default:
        return false
    }
  }

  /** An option of what is there, or the beginning of its name; then one of the protocol's own match. */
  #takeExtension(word: string): boolean {
    return this.#takeBrought(word) || this.#takeCompleted(word) || this.#takeOfProtocol(word)
  }

  #takeBrought(word: string): boolean {
    const owner = ownerOf(word, this.#draft, this)
    return owner !== undefined && this.#tookOf(owner, word)
  }

  /** No modelled match or target takes an option twice (XTOPT_MULTI is for others). */
  #tookOf(owner: Draft<Match> | Draft<Target>, word: string): true {
    if (this.#draft.take(word) && owner.mayRepeat !== true) this.#repeated(word)
    return true
  }

  #takeCompleted(word: string): boolean {
    const { names, targetName } = this.#draft
    const whole = completeOption(word, targetName === '' ? names : [...names, targetName])
    if (whole === undefined) return false
    this.#option = whole
    return this.#takeCommon(whole) || this.#takeBrought(whole)
  }

  #takeOfProtocol(word: string): boolean {
    const draft = this.#draft
    const name = matchNameOfProtocol(draft.protocolNumber)
    if (name === undefined || draft.protocolInverted || draft.names.includes(name)) return false
    const extension = findMatchExtension(name, this.family)
    const own = extension?.begin()
    const option = completeOption(word, [name]) ?? word
    if (own === undefined || !own.take(option, this)) return false
    draft.names.push(name)
    draft.matches.push(own)
    draft.bring(option)
    return true
  }

  /** `-ptcp` and `--dport=80`: getopt takes them too. */
  #takeSplit(word: string): boolean {
    const split = /^(-[sdiopmjg])(.+)$/.exec(word) ?? /^(--[a-z0-9-]+)=(.*)$/s.exec(word)
    if (split === null) return false
    const [, option = '', value = ''] = split
    this.#at -= 1
    const kept = this.#words.values[this.#at] ?? ''
    this.#words.values[this.#at] = value
    const known = this.#takeCommon(option) || this.#takeExtension(option)
    if (!known) {
      this.#words.values[this.#at] = kept
      this.#at += 1
    }
    return known
  }

  #repeated(word: string): never {
    return this.fail(`a second ${word}`, 'one')
  }

  #unknown(word: string): never {
    this.#option = ''
    return refuseOption(word, this)
  }

  #takeMatch(name: string): void {
    const extension = findMatchExtension(name, this.family)
    if (extension === undefined) this.fail(quoteText(name), 'the name of a match of this family')
    this.#draft.names.push(extension.name)
    const match = extension.begin() as Draft<Match>
    this.#draft.matches.push(match)
    this.#draft.targetIsLast = false
    this.#draft.hasGreedy ||= match.greedy === true
    this.#draft.bring()
  }

  #takeJump(name: string): void {
    const draft = this.#draft
    if (draft.action.kind !== 'none' || draft.target) this.fail(`a second -j ${name}`, 'one target')
    const known = this.#actions.get(name)
    if (known !== undefined) {
      draft.action = known
      return
    }
    const extension = findTargetExtension(name, this.family)
    if (extension !== undefined) {
      draft.target = extension.begin() as Draft<Target>
      draft.targetName = name
      draft.targetIsLast = true
      draft.hasGreedy ||= draft.target.greedy === true
      draft.bring()
      return
    }
    draft.action = { kind: 'jump', chain: detached(name) }
    this.#actions.set(name, draft.action)
  }
}
