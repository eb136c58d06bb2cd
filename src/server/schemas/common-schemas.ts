import { z } from 'zod'
import { type ProxyMode, proxyModes } from '../../proxy/configuration.ts'
import { problemSchema } from '../problems/problem.ts'

/** Names of clusters and scenarios: what a DNS label may be, so that they stand in a path as they are. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'expected a DNS label (a-z, 0-9, -), at most 63 long',
  )

export const modeSchema = z.enum(proxyModes)

export const modeQuery = z.object({
  mode: modeSchema.optional().describe("Default: the cluster's."),
})

/** In a query: modes of the kube-proxies that ran on the node before, the earliest first. */
export const afterQuery = z
  .string()
  .regex(
    /^(iptables|ipvs|nftables)(,(iptables|ipvs|nftables)){0,7}$/,
    'expected modes with commas between them, e.g. ipvs,iptables',
  )
  .optional()
  .describe('Modes of the kube-proxies that ran on the node before: ipvs,iptables.')

export function modesOf(after: string): ProxyMode[] {
  return after.split(',').filter((mode): mode is ProxyMode => isMode(mode))
}

function isMode(text: string): boolean {
  return (proxyModes as readonly string[]).includes(text)
}

export const seedSchema = z.coerce.number().int().min(0).max(999_999_999)

/** A node's name, a DNS subdomain. */
export const nodeNameSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'expected the name of a Node')

export const namespaceSchema = z.string().min(1).max(253).default('default')

export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  continue: z
    .string()
    .regex(/^\d{1,9}$/, 'expected what the page before gave')
    .optional()
    .describe('`continue` of the page before.'),
})

export function listSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    total: z.number().int().describe('Of the whole list.'),
    continue: z.string().optional().describe('For the next page; absent: this is the last.'),
  })
}

export const clusterParams = z.object({ cluster: nameSchema })
export const nodeParams = z.object({ cluster: nameSchema, node: nodeNameSchema })

/** What every route may answer beside its own. */
export const problems = { '4xx': problemSchema, '5xx': problemSchema }

/** Data whose form is said elsewhere (docs/api.md): steps, Kubernetes objects, results. */
export const openObject = z.looseObject({})
