import { z } from 'zod'
import { formatGoDuration } from '../../../proxy/go-duration.ts'
import { duration } from './quantities.ts'

/** A measured or wanted value. `share`: 0 to 1. */
export interface Quantity {
  readonly unit: 'count' | 'share' | 'ms'
  readonly value: number
}

/** Every bound that is given must hold. */
export interface Condition {
  readonly is?: Quantity | undefined
  readonly atLeast?: Quantity | undefined
  readonly atMost?: Quantity | undefined
  readonly between?: readonly [Quantity, Quantity] | undefined
}

const sharePattern = /^(\d+\.?\d*|\.\d+)%$/

const count = z
  .int()
  .min(0)
  .transform((value): Quantity => ({ unit: 'count', value }))

const share = z
  .string()
  .regex(sharePattern)
  .transform((text): Quantity => ({ unit: 'share', value: Number(text.slice(0, -1)) / 100 }))
  .refine(({ value }) => value <= 1, { error: 'expected a share of 100% at most' })

const span = duration.transform((value): Quantity => ({ unit: 'ms', value }))

/** A bare value is `is`. */
function conditionOf<Input>(value: z.ZodType<Quantity, Input>, expected: string) {
  const error = `expected ${expected}, or bounds such as { atMost: … }`
  return z
    .union(
      [
        value,
        z.strictObject({
          is: value.optional(),
          atLeast: value.optional(),
          atMost: value.optional(),
          between: z.tuple([value, value]).optional(),
        }),
      ],
      { error },
    )
    .transform((given): Condition => ('unit' in given ? { is: given } : given))
    .refine((given) => Object.values(given).some((bound) => bound !== undefined), { error })
}

export const countCondition = conditionOf(count, 'a whole number such as 0')
export const shareCondition = conditionOf(share, 'a share such as 5%')
export const countOrShareCondition = conditionOf(
  z.union([count, share]),
  'a whole number or a share such as 5%',
)
export const spanCondition = conditionOf(span, 'a duration such as 2s')

export function formatQuantity({ unit, value }: Quantity): string {
  switch (unit) {
    case 'count':
      return String(value)
    case 'share':
      return `${Number((value * 100).toFixed(2))}%`
    case 'ms':
      return formatGoDuration(Math.round(value * 1_000) / 1_000)
  }
}

/** `is 0`, `is at most 5%`, `is between 1s and 2s`. */
export function formatCondition({ is, atLeast, atMost, between }: Condition): string {
  const parts = [
    is === undefined ? [] : [formatQuantity(is)],
    atLeast === undefined ? [] : [`at least ${formatQuantity(atLeast)}`],
    atMost === undefined ? [] : [`at most ${formatQuantity(atMost)}`],
    between === undefined ? [] : [`between ${between.map(formatQuantity).join(' and ')}`],
  ].flat()
  return `is ${parts.join(', ')}`
}

export function holds({ is, atLeast, atMost, between }: Condition, seen: number): boolean {
  if (is !== undefined && seen !== is.value) return false
  if (atLeast !== undefined && seen < atLeast.value) return false
  if (atMost !== undefined && seen > atMost.value) return false
  return between === undefined || (seen >= between[0].value && seen <= between[1].value)
}

/** Every quantity that the condition names. */
export function quantitiesOf({
  is,
  atLeast,
  atMost,
  between = [] as never,
}: Condition): Quantity[] {
  return [is, atLeast, atMost, ...between].filter((one) => one !== undefined)
}
