import { z } from 'zod'
import { traceProtocols } from '../../report/choices.ts'
import { modeSchema, nodeNameSchema, openObject } from './common-schemas.ts'

const end = z.string().min(1).max(512)

/** What a trace and a connection are asked with; the words are those of `kpe trace`. */
export const packetBody = z.strictObject({
  from: end.describe('pod/NAME, pod/NAMESPACE/NAME, node/NAME, client, or an address.'),
  to: end.describe('svc/NAME:PORT, svc/NAMESPACE/NAME:PORT, node/NAME:PORT, ADDRESS:PORT.'),
  namespace: z.string().min(1).max(253).default('default').describe('Of names that have none.'),
  protocol: z.enum(traceProtocols).optional().describe("Default: the Service port's, or tcp."),
  sourcePort: z.number().int().min(0).max(65_535).optional().describe('Default 40000.'),
  node: nodeNameSchema
    .optional()
    .describe("Default: the sender's; from outside the one it is sent to, or the first."),
  mode: modeSchema.optional().describe("Default: the cluster's."),
  seed: z.number().int().min(0).max(999_999_999).default(1),
})

export const traceBody = packetBody.extend({
  after: z
    .array(modeSchema)
    .max(8)
    .optional()
    .describe('Modes of the kube-proxies that ran on the node before, the earliest first.'),
  all: z
    .boolean()
    .default(false)
    .describe('Every rule of every packet; otherwise rules that do not match are folded.'),
})

const resultSchema = z.looseObject({
  outcome: z.enum(['reached', 'rejected', 'dropped', 'error']),
  backend: z.string().optional(),
  backendName: z.string().optional(),
})

const warnings = z
  .array(z.string())
  .optional()
  .describe("What the node's tools refuse: its rules are none, or old ones.")

export const traceSchema = z.object({
  warnings,
  node: z.string(),
  mode: z.string(),
  seed: z.number().int(),
  request: z.object({
    from: z.string(),
    protocol: z.string(),
    source: z.string(),
    destination: z.string(),
  }),
  result: resultSchema,
  possible: z.array(
    z.object({
      probability: z.number(),
      conditions: z.array(z.string()).optional(),
      result: resultSchema,
    }),
  ),
  complete: z.boolean(),
  cost: openObject,
  packets: z.array(
    z.looseObject({
      name: z.string(),
      direction: z.enum(['request', 'reply']),
      steps: z.array(z.looseObject({ kind: z.string() })).optional(),
    }),
  ),
})

export const connectionSchema = z.object({
  connection: z.number().int(),
  openedAtMs: z.number(),
  node: z.string(),
  mode: modeSchema,
  protocol: z.string(),
  source: z.string(),
  destination: z.string(),
  outcome: z.string(),
  backend: z.string().optional(),
  backendName: z.string().optional(),
  warnings,
  state: z.enum(['open', 'refused', 'entry-gone', 'backend-gone', 'backend-unused']),
})
