import { z } from 'zod'
import { proxyModes } from '../../../proxy/configuration.ts'
import { injectionNames } from './injection-names.ts'
import { duration, name, oneOrMore, period } from './quantities.ts'

/** Repetitions counted. */
export const eventsMax = 10_000

const nodes = (text: string) =>
  oneOrMore(z.string(), 'expected a node such as node-1, a list of nodes, or all')
    .optional()
    .describe(text)

const pods = (text: string) =>
  oneOrMore(
    z.string(),
    'expected pod/default/web-0, deployment/default/web, service/default/web or usedBy/TRAFFIC',
  )
    .optional()
    .describe(text)

const manifest = z.record(z.string(), z.unknown())

/** The verbs; an event has exactly one. */
export const verbs = {
  apply: z
    .union([z.string(), z.array(manifest).min(1)], {
      error: 'expected a file of manifests, or a list of objects',
    })
    .optional()
    .describe('kubectl apply: a file beside the scenario, or objects.'),
  delete: oneOrMore(z.string(), 'expected an object such as service/default/web, or a list')
    .optional()
    .describe('kubectl delete: service/default/web, pod/default/web-0.'),
  scale: z.string().optional().describe('A workload, to so many replicas.'),
  rollOut: z.string().optional().describe('Replaces all pods of a workload, as a new image does.'),
  ready: pods('Pods whose readiness probes pass from now on.'),
  notReady: pods('Pods whose readiness probes fail from now on.'),
  kill: pods('Pods whose processes die at once; their kubelets start them anew.'),
  loseNode: nodes('Nobody reaches the node, and it reaches nobody.'),
  returnNode: nodes('A lost node is there again.'),
  restartKubeProxy: nodes('kube-proxy starts anew.'),
  pauseSyncs: nodes('kube-proxy writes nothing (stopped, or it never gets the lock).'),
  resumeSyncs: nodes('kube-proxy goes on.'),
  flushConntrack: nodes('conntrack -F.'),
  sysctl: z
    .strictObject({
      name: z.string().describe('With dots: net.netfilter.nf_conntrack_udp_timeout.'),
      value: z.union([z.string(), z.number()]).transform(String).describe('As sysctl -w takes it.'),
    })
    .optional()
    .describe('sysctl -w.'),
  mode: z.enum(proxyModes).optional().describe('kube-proxy starts anew in that mode.'),
  inject: z
    .enum(injectionNames)
    .optional()
    .describe('What the model does not hold as a mechanism (docs/scenarios.md, Injections).'),
} as const

export type Verb = keyof typeof verbs

/** One change at a time. */
export const eventSection = z.strictObject({
  at: duration.describe('When.'),
  name: name.optional().describe('What expectations call it.'),
  every: period.optional().describe('Once more each …'),
  times: z.int().min(1).max(eventsMax).optional().describe('… so often in all.'),
  ...verbs,
  replicas: z.int().min(0).max(100_000).optional().describe('Of scale.'),
  count: z
    .int()
    .min(1)
    .optional()
    .describe('Of ready, notReady, kill and delete: only so many of those named, by name.'),
  nodes: nodes('Of sysctl, mode and inject: only on these nodes.'),
  for: period.optional().describe('Of inject: how long. Default: to the end.'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('Of inject: with that chance, each time it can happen. Default 1.'),
})

export type EventSection = z.output<typeof eventSection>
