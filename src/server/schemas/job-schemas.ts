import { z } from 'zod'
import { positions } from '../../simulation/cost/target-position.ts'
import { nameSchema } from './common-schemas.ts'

export const jobParams = z.object({
  job: z.string().regex(/^job-\d{1,9}$/, 'expected the id of a job (job-1)'),
})

export const jobSchema = z.object({
  job: z.string(),
  kind: z.enum(['verification', 'flow-replay', 'bench']),
  status: z.enum(['queued', 'running', 'finished', 'failed', 'cancelled']),
  done: z.string().describe('How far it is, in words.'),
  problem: z.object({ code: z.string(), detail: z.string() }).optional(),
  passed: z.boolean().optional().describe('False: differences were found.'),
})

/** Services times endpoints; a node with more would take minutes and gigabytes. */
const endpointsMax = 500_000

export const benchBody = z
  .strictObject({
    cluster: nameSchema.optional().describe('Its objects; otherwise clusters are made up.'),
    services: z
      .array(z.number().int().min(1).max(50_000))
      .min(1)
      .max(10)
      .default([10, 100, 1_000, 5_000])
      .describe('Sizes of what is made up.'),
    endpoints: z.number().int().min(1).max(1_000).default(5),
    affinity: z.boolean().default(false),
    positions: z.array(z.enum(positions)).min(1).max(positions.length).default(['random']),
    rate: z.number().int().min(1).max(10_000_000).default(10_000).describe('Requests a second.'),
    keepalive: z.number().int().min(1).max(1_000_000).default(1),
    connections: z.number().int().min(1).max(100_000).default(1_000),
    seed: z.number().int().min(0).max(999_999_999).default(1),
  })
  .refine(
    ({ services, endpoints }) => Math.max(...services) * endpoints <= endpointsMax,
    `Services × endpoints are at most ${endpointsMax}`,
  )
