import { z } from 'zod'
import { formatGoDuration, parseGoDuration } from '../../../proxy/go-duration.ts'

/** What is played at most: nobody waits for more. */
export const durationMsMax = 30 * 24 * 3_600_000

const durationPattern = /^(0|((\d+\.?\d*|\.\d+)(ms|s|m|h))+)$/
const expectedDuration = 'expected a duration such as 250ms, 5s or 1m30s'

/** `250ms`, `1m30s`, `0s` → milliseconds. */
export const duration = z
  .string({ error: expectedDuration })
  .regex(durationPattern, { error: expectedDuration })
  .transform((text) => parseGoDuration(text) ?? 0)
  .refine((durationMs) => durationMs <= durationMsMax, {
    error: `expected at most ${formatGoDuration(durationMsMax)}, the longest that is played`,
  })

/** As `duration`, but not 0. */
export const period = duration.refine((durationMs) => durationMs >= 1, {
  error: 'expected a duration of 1ms at least',
})

const ratePattern = /^(\d+\.?\d*|\.\d+)\/(s|m|h)$/
const expectedRate = 'expected a rate such as 50/s or 6/m'
const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 }

/** `50/s`, `6/m` → a second. */
export const rate = z
  .string({ error: expectedRate })
  .regex(ratePattern, { error: expectedRate })
  .transform((text) => {
    const [amount = '0', unit = 's'] = text.split('/')
    return Number(amount) / (secondsPer[unit] ?? 1)
  })
  .refine((perSecond) => perSecond > 0, { error: 'expected a rate above 0' })

/** A name that others in the file refer to, and results print. */
export const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: 'expected a name of lower case letters, digits and -, at most 40 characters',
})

const portRange = /^([1-9]\d{0,4})-([1-9]\d{0,4})$/

// Said by both forms: of a union, the package tells the fault of the one that comes nearest.
const aPort = { error: 'expected a port (1 to 65535) or a range such as 2000-2010' }

/** A port, or `2000-2010`. */
export const portOrRange = z
  .union([z.int(aPort).min(1, aPort).max(65_535, aPort), z.string().regex(portRange, aPort)], aPort)
  .transform((given) => {
    if (typeof given === 'number') return { first: given, last: given }
    const [, first, last] = portRange.exec(given) ?? []
    return { first: Number(first), last: Number(last) }
  })
  .refine(({ first, last }) => first <= last && last <= 65_535, {
    error: 'expected a range of ports from the lower to the higher, 1 to 65535',
  })

/** What is given once or as a list. */
export function oneOrMore<Item extends z.ZodType>(item: Item, expected: string) {
  return z
    .union([item, z.array(item).min(1)], { error: expected })
    .transform((given): z.output<Item>[] => (Array.isArray(given) ? given : [given]))
}
