import { z } from 'zod'
import { oneOrMore } from './quantities.ts'

export const clientCountMax = 100_000

/** Who sends: one or many alike. One of `pod`, `workload`, `podsOn`, `node` and `outside`. */
export const clientSection = z.strictObject({
  pod: oneOrMore(z.string(), 'expected a pod such as default/shop-0, or a list of them')
    .optional()
    .describe('Pods of the cluster: default/shop-0.'),
  workload: z
    .string()
    .optional()
    .describe('Every pod that a workload has at the start: deployment/default/shop.'),
  podsOn: z.string().optional().describe('Pods made for this client, on that node.'),
  node: z.string().optional().describe('Processes on that node’s own network.'),
  outside: z.literal(true).optional().describe('Addresses outside of the cluster.'),
  count: z
    .int()
    .min(1)
    .max(clientCountMax)
    .optional()
    .describe('How many: pods made, or addresses outside. Default 1.'),
  address: z
    .string()
    .optional()
    .describe('Outside: the first of their addresses. Default 198.51.100.1, or 2001:db8:100::1.'),
  family: z
    .enum(['IPv4', 'IPv6'])
    .optional()
    .describe('Outside: of their addresses. Default IPv4.'),
  behind: z
    .string()
    .optional()
    .describe('Outside: the one address that all of them are seen by (NAT): 203.0.113.5.'),
  zone: z
    .string()
    .optional()
    .describe('Outside: a load balancer sends them to nodes of that zone, if it has any.'),
})

export type ClientSection = z.output<typeof clientSection>
