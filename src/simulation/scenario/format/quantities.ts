import { z } from 'zod'
import { formatGoDuration, parseGoDuration } from '../../../proxy/go-duration.ts'

/** A day's worth of days: beyond it milliseconds lose nothing yet, but nobody waits for the run. */
export const durationMsMax = 30 * 24 * 3_600_000

const durationPattern = /^(0|((\d+\.?\d*|\.\d+)(ms|s|m|h))+)$/

/** `250ms`, `1m30s`, `0s` → milliseconds. */
export const duration = z
  .string({ error: 'expected a duration such as 250ms, 5s or 1m30s' })
  .regex(durationPattern, { error: 'expected a duration such as 250ms, 5s or 1m30s' })
  .transform((text) => parseGoDuration(text) ?? 0)
  .refine((durationMs) => durationMs <= durationMsMax, {
    error: `longer than ${formatGoDuration(durationMsMax)}, the longest that is played`,
  })

const ratePattern = /^(\d+\.?\d*|\.\d+)\/(s|m|h)$/
const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 }

/** `50/s`, `6/m` → a second. */
export const rate = z
  .string({ error: 'expected a rate such as 50/s or 6/m' })
  .regex(ratePattern, { error: 'expected a rate such as 50/s or 6/m' })
  .transform((text) => {
    const [amount = '0', unit = 's'] = text.split('/')
    return Number(amount) / (secondsPer[unit] ?? 1)
  })
  .refine((perSecond) => perSecond > 0, { error: 'expected a rate above 0' })

/** A name that others in the file refer to, and results print. */
export const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: 'expected a name of lower case letters, digits and -, at most 40 characters',
})

/** What is given once or as a list. */
export function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z
    .union([item, z.array(item).min(1)])
    .transform((given): z.output<Item>[] => (Array.isArray(given) ? given : [given]))
}
