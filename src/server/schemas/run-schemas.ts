import { z } from 'zod'
import { modeSchema, nameSchema, openObject } from './common-schemas.ts'

export const runParams = z.object({
  run: z.string().regex(/^run-\d{1,9}$/, 'expected the id of a run (run-1)'),
})

const speedSchema = z.number().positive().max(1_000_000).describe('Virtual seconds a second.')

export const runBody = z.strictObject({
  scenario: nameSchema.describe('One that was sent before.'),
  modes: z.array(modeSchema).min(1).max(3).optional().describe('Default: all of its modes.'),
  seed: z.number().int().min(0).max(999_999_999).optional(),
  without: z.boolean().default(false).describe('Also without the cause of what it shows.'),
  paused: z.boolean().default(false).describe('Begins paused.'),
  speed: speedSchema.optional().describe('Virtual seconds a second; default: as fast as it goes.'),
})

export const progressSchema = z.object({
  status: z.enum(['queued', 'running', 'paused', 'finished', 'failed', 'cancelled']),
  mode: z.string().optional().describe('The one that is played.'),
  nowMs: z.number().describe('Virtual time in that mode.'),
  endMs: z.number(),
  speed: z.number().optional(),
  events: z.number().int(),
})

export const runSchema = z.object({
  run: z.string(),
  scenario: z.string(),
  seed: z.number().int().optional(),
  progress: progressSchema,
  problem: z.object({ code: z.string(), detail: z.string() }).optional(),
  passed: z.boolean().optional(),
  notes: z.array(z.string()),
})

/** The words of the WebSocket, without the run. */
export const controlBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('resume'), speed: speedSchema.optional() }),
  z.strictObject({
    kind: z.literal('step'),
    actions: z.number().int().min(1).max(1_000_000).default(1),
  }),
  z.strictObject({ kind: z.literal('seek'), atMs: z.number().min(0).max(1e12) }),
])

export const resultsSchema = z.object({ runs: z.array(openObject) })

export const scenarioRowSchema = z.object({ name: nameSchema })

export const scenarioSchema = z.object({
  name: nameSchema,
  purpose: z.string(),
  link: z.string().optional(),
  modes: z.array(modeSchema),
  endMs: z.number(),
  notes: z.array(z.string()),
})
