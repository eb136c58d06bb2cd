import type { InstantMs } from '../../../../base/clock.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { readUnsigned } from '../../model/numbers.ts'

/** `-m limit`: a token bucket (net/netfilter/xt_limit.c, extensions/libxt_limit.c). */
export const limit: MatchExtension = { name: 'limit', begin: () => new LimitDraft() }

/** Parts of a second that averages are kept in (XT_LIMIT_SCALE). */
const scale = 10_000
const units = [
  { name: 'day', mult: 24 * 60 * 60 * scale },
  { name: 'hour', mult: 60 * 60 * scale },
  { name: 'min', mult: 60 * scale },
  { name: 'sec', mult: scale },
] as const
const burstDefault = 5

class LimitMatch implements Match {
  readonly name = 'limit'
  readonly pure = false
  /** Between two packets, in 1/10,000 s. */
  readonly period: number
  readonly burst: number
  #credit: number
  #beforeMs: InstantMs | undefined

  constructor(period: number, burst: number) {
    this.period = period
    this.burst = burst
    this.#credit = period * burst
  }

  print(): string {
    const burst = this.burst === burstDefault ? '' : ` --limit-burst ${this.burst}`
    return ` --limit ${printRate(this.period)}${burst}`
  }

  evaluate({ context }: Evaluation): boolean {
    const { nowMs, journal } = context
    const credit = this.#credit
    const beforeMs = this.#beforeMs
    journal?.note(() => {
      this.#credit = credit
      this.#beforeMs = beforeMs
    })
    const earned = beforeMs === undefined ? 0 : ((nowMs - beforeMs) * scale) / 1_000
    this.#beforeMs = nowMs
    this.#credit = Math.min(credit + earned, this.period * this.burst)
    if (this.#credit < this.period) return false
    this.#credit -= this.period
    return true
  }

  explain(): string {
    return 'the limit is used up for now'
  }

  restart(): void {
    this.#credit = this.period * this.burst
    this.#beforeMs = undefined
  }
}

class LimitDraft implements Draft<Match> {
  #period = (60 * 60 * scale) / 3
  #burst = burstDefault

  take(option: string, words: OptionWords): boolean {
    if (option === '--limit') {
      const text = words.next('a rate')
      this.#period = parseRate(text) ?? words.fail(text, 'a rate, as 5/sec, 10/minute or 3/hour')
      return true
    }
    if (option !== '--limit-burst') return false
    this.#burst = readUnsigned(words, 'a count of packets', 10_000)
    return true
  }

  finish(): Match {
    return new LimitMatch(this.#period, this.#burst)
  }
}

function parseRate(text: string): number | undefined {
  const [, count = '', unit = 's'] = /^(\d+)(?:\/([a-z]+))?$/i.exec(text) ?? []
  const long = { s: 'second', m: 'minute', h: 'hour', d: 'day' }[unit[0]?.toLowerCase() ?? '']
  if (long === undefined || !long.startsWith(unit.toLowerCase())) return undefined
  const mult = units.find(({ name }) => long.startsWith(name))?.mult ?? scale
  const period = Math.floor(mult / Number(count))
  return Number(count) > 0 && period > 0 ? period : undefined
}

/** The largest unit that says it well enough (print_rate of libxt_limit.c). */
function printRate(period: number): string {
  let best = 1
  for (const [i, { mult }] of units.entries()) {
    if (i === 0) continue
    if (period > mult || Math.floor(mult / period) < mult % period) break
    best = i + 1
  }
  const unit = units[best - 1] ?? units[3]
  return `${Math.floor(unit.mult / period)}/${unit.name}`
}
