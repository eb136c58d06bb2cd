import { z } from 'zod'
import { modeSchema, nameSchema, openObject } from './common-schemas.ts'

export const clusterQuery = z.object({
  name: nameSchema.optional().describe('Default: cluster-1, cluster-2 and so on.'),
  mode: modeSchema.default('iptables'),
  nodes: z.coerce
    .number()
    .int()
    .min(1)
    .max(5_000)
    .optional()
    .describe('Nodes to make where the manifests have none; default 3.'),
})

export const clusterSchema = z.object({
  name: nameSchema,
  mode: modeSchema,
  revision: z.number().int().describe('How many changes it has seen.'),
  nowMs: z.number().describe('Virtual time.'),
  nodes: z.number().int(),
  services: z.number().int(),
  pods: z.number().int(),
  endpoints: z.number().int(),
  notes: z.array(z.string()).describe('What was skipped, given twice and the like.'),
})

export const clusterRowSchema = z.object({ name: nameSchema, mode: modeSchema })

export const serviceSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  type: z.string(),
  clusterIPs: z.array(z.string()),
  externalIPs: z.array(z.string()),
  ports: z.array(
    z.object({
      name: z.string().optional(),
      protocol: z.string(),
      port: z.number().int(),
      nodePort: z.number().int().optional(),
    }),
  ),
  readyEndpoints: z.number().int(),
  endpoints: z.number().int(),
})

export const nodeSchema = z.object({
  name: z.string(),
  addresses: z.array(z.object({ type: z.string(), address: z.string() })),
  podCIDRs: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
})

const references = z.array(z.string())

export const connectionChangeSchema = z.object({
  connection: z.number().int(),
  before: z.string(),
  now: z.string(),
})

export const changeSchema = z.object({
  revision: z.number().int(),
  atMs: z.number().describe('Virtual time of the sync.'),
  objects: z.object({ added: references, changed: references, removed: references }),
  nodes: z
    .array(
      z.object({
        node: z.string(),
        mode: modeSchema,
        syncs: z.array(
          z.object({
            family: z.enum(['IPv4', 'IPv6']),
            sync: z.enum(['full', 'partial']),
            failed: z.boolean(),
            lines: z.number().int(),
            bytes: z.number().int(),
          }),
        ),
        rules: z.object({
          added: z.array(z.string()),
          removed: z.array(z.string()),
          addedCount: z.number().int(),
          removedCount: z.number().int(),
        }),
        warnings: z.array(z.string()).optional().describe('What its tools refuse.'),
      }),
    )
    .describe('Of the nodes that somebody asked for before.'),
  connections: z.array(connectionChangeSchema).describe('Opened ones that stand elsewhere now.'),
  notes: z.array(z.string()),
})

export const timeSchema = z.object({
  nowMs: z.number(),
  connections: z.array(connectionChangeSchema),
})

export const manifestSchema = openObject.describe('A Kubernetes object as the API server has it.')
