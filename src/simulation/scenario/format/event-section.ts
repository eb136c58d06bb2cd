import { z } from 'zod'
import { duration, name, oneOrMore } from './quantities.ts'

export const eventsMax = 10_000

const nodes = oneOrMore(z.string())
const pods = oneOrMore(z.string())

/** One change at a time; exactly one of the verbs. */
export const eventSection = z.strictObject({
  at: duration.describe('When.'),
  name: name.optional().describe('What expectations call it.'),
  every: duration.optional().describe('Again each …'),
  times: z.int().min(1).max(eventsMax).optional().describe('How often in all. Default: once.'),
  apply: z
    .union([z.string(), z.array(z.record(z.string(), z.unknown())).min(1)])
    .optional()
    .describe('A file of manifests beside the scenario, or objects.'),
  delete: oneOrMore(z.string()).optional().describe('service/default/web, pod/default/web-0.'),
  scale: z.string().optional().describe('A workload: deployment/default/web; with replicas.'),
  replicas: z.int().min(0).max(100_000).optional(),
  rollOut: z.string().optional().describe('Replace all pods of a workload, as a new image would.'),
  ready: pods.optional().describe('Pods become ready.'),
  notReady: pods.optional().describe('Pods’ readiness probes fail.'),
  kill: pods.optional().describe('Pods’ processes die at once.'),
  loseNode: nodes.optional().describe('No packet goes in or out any more.'),
  returnNode: nodes.optional(),
  restartKubeProxy: nodes.optional(),
  pauseSyncs: nodes.optional(),
  resumeSyncs: nodes.optional(),
  flushConntrack: nodes.optional().describe('conntrack -F.'),
  sysctl: z
    .strictObject({
      node: nodes.optional(),
      name: z.string(),
      value: z.union([z.string(), z.number()]).transform(String),
    })
    .optional(),
  mode: z
    .enum(['iptables', 'ipvs', 'nftables'])
    .optional()
    .describe('kube-proxy restarts in that mode.'),
  inject: z.string().optional().describe('What the model holds as no mechanism.'),
  on: nodes.optional().describe('Nodes of mode and inject. Default: all.'),
})
