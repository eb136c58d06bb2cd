import { z } from 'zod'

export const clientCountMax = 100_000

/** Who sends: one or many alike. */
export const clientSection = z.strictObject({
  pod: z.string().optional().describe('A pod of the cluster: default/shop-0.'),
  workload: z.string().optional().describe('Every pod of a workload: deployment/default/shop.'),
  node: z.string().optional().describe('A process on a node’s own network: node-1.'),
  outside: z.literal(true).optional().describe('Addresses outside of the cluster.'),
  on: z.string().optional().describe('Pods made for this client, on that node.'),
  zone: z.string().optional().describe('Pods made for this client, on nodes of that zone.'),
  count: z
    .int()
    .min(1)
    .max(clientCountMax)
    .optional()
    .describe('How many clients; each has its own address unless they are behind one. Default 1.'),
  behind: z
    .string()
    .optional()
    .describe('The one address that all of them are seen by (NAT): 203.0.113.5.'),
})
