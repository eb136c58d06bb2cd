import {
  type Address,
  familyOf,
  formatAddress,
  type Ipv4,
  type Ipv6,
  tryParseAddress,
} from '../../../../packet/address.ts'
import { lengthMask } from '../../model/address-pattern.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { readUnsigned } from '../../model/numbers.ts'
import { askUnknown } from '../../model/unknown.ts'
import { detached } from '../../text/detached.ts'
import type { RecentTable } from './recent-tables.ts'

/** `-m recent`: addresses seen lately (net/netfilter/xt_recent.c, extensions/libxt_recent.c). */
export const recent: MatchExtension = { name: 'recent', begin: () => new RecentDraft() }

/** Stamps that --hitcount may ask for (XT_RECENT_MAX_NSTAMPS). */
const hitCountMax = 65_536

type RecentAction = 'set' | 'rcheck' | 'update' | 'remove'

class RecentMatch implements Match {
  readonly name = 'recent'
  readonly pure = false
  readonly action: RecentAction
  readonly inverted: boolean
  readonly seconds: number
  readonly reap: boolean
  readonly hitCount: number
  readonly ttl: boolean
  readonly table: string
  readonly mask: Address
  readonly side: 'rsource' | 'rdest'
  /** All of the address counts, as in all that kube-proxy writes. */
  readonly #whole: boolean
  #held: RecentTable | undefined

  constructor(draft: RecentDraft, action: RecentAction, mask: Address) {
    this.action = action
    this.inverted = draft.inverted
    this.seconds = draft.seconds
    this.reap = draft.reap
    this.hitCount = draft.hitCount
    this.ttl = draft.ttl
    this.table = draft.table
    this.mask = mask
    this.side = draft.side
    this.#whole = mask === lengthMask(familyOf(mask), typeof mask === 'number' ? 32 : 128)
  }

  print(): string {
    return (
      `${this.inverted ? ' !' : ''} --${this.action}` +
      (this.seconds === 0 ? '' : ` --seconds ${this.seconds}`) +
      (this.reap ? ' --reap' : '') +
      (this.hitCount === 0 ? '' : ` --hitcount ${this.hitCount}`) +
      (this.ttl ? ' --rttl' : '') +
      ` --name ${this.table} --mask ${formatAddress(this.mask)} --${this.side}`
    )
  }

  attach({ recent }: Evaluation): void {
    this.#held = recent.acquire(this.table, this.#whole ? undefined : this.mask, this.hitCount)
  }

  detach({ recent }: Evaluation): void {
    recent.release(this.table)
    this.#held = undefined
  }

  evaluate(evaluation: Evaluation): boolean {
    const { context, packet } = evaluation
    context.visits.recent += 1
    const table = this.#held ?? evaluation.recent.get(this.table)
    if (table === undefined) return this.inverted
    context.visits.recentTables += evaluation.recent.positionOf(table)
    const address = maskedBy(this.side === 'rdest' ? packet.destination : packet.source, table.mask)
    const entry = this.#knownTtl(evaluation, address, table) ? table.get(address) : undefined
    if (entry === undefined) {
      if (this.action !== 'set') return this.inverted
      table.see(address, context.nowMs, context.journal)
      return !this.inverted
    }
    return this.#found(table, address, entry.stamps, evaluation)
  }

  explain({ packet }: Evaluation): string {
    const address = formatAddress(this.side === 'rdest' ? packet.destination : packet.source)
    return `${address} is not in ${this.table}${this.seconds === 0 ? '' : ` for ${this.seconds} s`}`
  }

  #found(
    table: RecentTable,
    address: Address,
    stamps: readonly number[],
    { context }: Evaluation,
  ): boolean {
    let result = this.inverted
    if (this.action === 'set') result = !result
    else if (this.action === 'remove') {
      table.remove(address, context.journal)
      return !result
    } else {
      const since = context.nowMs - this.seconds * 1_000
      if (this.#hit(stamps, since)) result = !result
      if (this.reap) {
        const spared = this.action === 'update' && result ? address : undefined
        table.reap(since, spared, context.journal)
      }
    }
    if (this.action === 'set' || (this.action === 'update' && result))
      table.see(address, context.nowMs, context.journal)
    return result
  }

  #hit(stamps: readonly number[], since: number): boolean {
    let hits = 0
    for (const stamp of stamps) {
      if (this.seconds !== 0 && stamp < since) continue
      hits += 1
      if (this.hitCount === 0 || hits >= this.hitCount) return true
    }
    return false
  }

  /** `--rttl` wants the TTL of the entry; packets carry none here. */
  #knownTtl(evaluation: Evaluation, address: Address, table: RecentTable): boolean {
    if (!this.ttl || table.get(address) === undefined) return true
    return askUnknown(
      evaluation,
      `does ${formatAddress(address)} come with the same TTL as before?`,
    )
  }
}

class RecentDraft implements Draft<Match> {
  inverted = false
  seconds = 0
  reap = false
  hitCount = 0
  ttl = false
  table = 'DEFAULT'
  side: 'rsource' | 'rdest' = 'rsource'
  #action: RecentAction | undefined
  #mask: Address | undefined

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--set':
      case '--rcheck':
      case '--update':
      case '--remove':
        if (this.#action !== undefined) words.fail(option, `one action; --${this.#action} is one`)
        this.#action = option.slice(2) as RecentAction
        this.inverted = words.negated()
        return true
      case '--seconds':
        this.seconds = readUnsigned(words, 'seconds')
        return true
      case '--reap':
        this.reap = true
        return true
      case '--hitcount':
        this.hitCount = readUnsigned(words, 'a count', hitCountMax)
        return true
      case '--rttl':
        this.ttl = true
        return true
      case '--name':
        this.table = detached(words.next('the name of a table'))
        return true
      case '--mask':
        this.#mask = this.#readMask(words)
        return true
      case '--rsource':
      case '--rdest':
        this.side = option === '--rsource' ? 'rsource' : 'rdest'
        return true
      default:
        return false
    }
  }

  finish(words: OptionWords): Match {
    const action =
      this.#action ?? words.fail('-m recent', '--set, --rcheck, --update or --remove after it')
    const checks = action === 'rcheck' || action === 'update'
    if (this.reap && this.seconds === 0) words.fail('--reap', '--seconds beside it')
    if (!checks && (this.seconds !== 0 || this.hitCount !== 0 || this.reap))
      words.fail(`--${action} with --seconds, --hitcount or --reap`, '--rcheck or --update')
    const all = lengthMask(words.family, words.family === 'IPv4' ? 32 : 128)
    return new RecentMatch(this, action, this.#mask ?? all)
  }

  #readMask(words: OptionWords): Address {
    const text = words.next('a mask')
    const mask = tryParseAddress(text)
    if (mask === undefined || familyOf(mask) !== words.family)
      return words.fail(text, `a mask written as an ${words.family} address`)
    return mask
  }
}

function maskedBy(address: Address, mask: Address | undefined): Address {
  if (mask === undefined) return address
  if (typeof address === 'number')
    return (typeof mask === 'number' ? (address & mask) >>> 0 : address) as Ipv4
  return (typeof mask === 'bigint' ? address & mask : address) as Ipv6
}
