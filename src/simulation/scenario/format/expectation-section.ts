import { z } from 'zod'
import { proxyModes } from '../../../proxy/configuration.ts'
import { duration, name } from './quantities.ts'

/** A bare value is `is`. */
function condition<Value extends z.ZodType<number, unknown>>(value: Value) {
  const bounds = z.strictObject({
    is: value.optional(),
    atLeast: value.optional(),
    atMost: value.optional(),
    between: z.tuple([value, value]).optional(),
  })
  return z.union([value, bounds]).optional()
}

const count = z.int().min(0)
const share = z
  .string()
  .regex(/^(\d+\.?\d*|\.\d+)%$/, { error: 'expected a share such as 5%' })
  .transform((text) => Number(text.slice(0, -1)) / 100)

/** What must come out: some measures, each of the connections that the rest selects. */
export const expectationSection = z.strictObject({
  traffic: name.optional().describe('Connections of this traffic only.'),
  modes: z.array(z.enum(proxyModes)).min(1).optional().describe('In these modes only.'),
  from: duration.optional().describe('Connections opened from then on.'),
  until: duration.optional().describe('Connections opened before.'),
  pod: z.string().optional().describe('Connections that reached this pod.'),
  event: name.optional().describe('The event that converged speaks of.'),
  connections: condition(count),
  completed: condition(count),
  failed: condition(z.union([count, share])),
  refused: condition(z.union([count, share])),
  reset: condition(z.union([count, share])),
  timedOut: condition(z.union([count, share])),
  blackholed: condition(z.union([count, share])),
  droppedByRule: condition(z.union([count, share])),
  backends: condition(count).describe('Distinct backends.'),
  busiest: condition(share).describe('The busiest backend’s share.'),
  affinityBroken: condition(count),
  converged: condition(duration),
  medianAnswer: condition(duration),
  longestAnswer: condition(duration),
  conntrackPeak: condition(count),
  ipvsPeak: condition(count),
  syncs: condition(count),
  bytesWritten: condition(count),
})
