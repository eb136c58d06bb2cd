import { z } from 'zod'
import { nameSchema } from './common-schemas.ts'

const run = z.string().regex(/^[a-z0-9-]{1,64}$/)
const sequence = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const topic = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cluster'), cluster: nameSchema }),
  z.strictObject({ kind: z.literal('run'), run }),
])

/** What a client may say over the WebSocket. */
export const clientMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('subscribe'),
    topic,
    after: sequence.optional(),
    connection: z.number().int().min(1).max(1_000_000_000).optional(),
  }),
  z.strictObject({ kind: z.literal('unsubscribe'), topic }),
  z.strictObject({ kind: z.literal('pause'), run }),
  z.strictObject({
    kind: z.literal('resume'),
    run,
    speed: z.number().positive().max(1_000_000).optional(),
  }),
  z.strictObject({
    kind: z.literal('step'),
    run,
    actions: z.number().int().min(1).max(1_000_000).optional(),
  }),
  z.strictObject({ kind: z.literal('seek'), run, atMs: z.number().min(0).max(1e12) }),
])
