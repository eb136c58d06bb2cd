import { z } from 'zod'
import { proxyModes } from '../../../proxy/configuration.ts'
import {
  countCondition,
  countOrShareCondition,
  shareCondition,
  spanCondition,
} from './condition.ts'
import { duration, name } from './quantities.ts'

export const expectationsMax = 1_000

/** Of connections; the filters select which. A share is of those connections. */
export const connectionMeasures = {
  connections: countCondition.optional().describe('Opened.'),
  completed: countOrShareCondition.optional().describe('Ended as they should.'),
  failed: countOrShareCondition.optional().describe('Came to nothing, for whatever reason.'),
  refused: countOrShareCondition.optional().describe('ICMP error, or RST in answer to a SYN.'),
  reset: countOrShareCondition.optional().describe('RST on a connection that stood.'),
  timedOut: countOrShareCondition
    .optional()
    .describe('Somebody received it, no answer came in time.'),
  blackholed: countOrShareCondition.optional().describe('Sent on to where nobody is.'),
  droppedByRule: countOrShareCondition.optional().describe('A rule dropped it in silence.'),
  notSent: countOrShareCondition.optional().describe('The client could not even send.'),
  open: countOrShareCondition.optional().describe('Neither when the run ended.'),
  requestsAnswered: countCondition.optional().describe('On all connections together.'),
  datagramsLost: countCondition.optional().describe('One-way ones that nobody received.'),
  medianAnswer: spanCondition.optional().describe('Of requests: until the answer.'),
  p99Answer: spanCondition.optional().describe('99 of 100 came sooner.'),
  longestAnswer: spanCondition.optional().describe('The one that took longest.'),
  medianTotal: spanCondition
    .optional()
    .describe('Of connections that completed: from opening to end, as curl’s time_total.'),
  p99Total: spanCondition.optional().describe('99 of 100 ended sooner.'),
  longestTotal: spanCondition.optional().describe('The one that took longest.'),
  backends: countCondition.optional().describe('Distinct ones that were reached.'),
  busiestBackend: shareCondition.optional().describe('Its share of those that reached one.'),
  evenSpread: z
    .boolean()
    .optional()
    .describe('Whether backends are used as evenly as chance would (chi-square, p > 1e-6).'),
  sameBackend: countOrShareCondition
    .optional()
    .describe('Reached the backend of the same client’s connection before.'),
  otherBackend: countOrShareCondition.optional().describe('Reached another.'),
  sourceKept: shareCondition.optional().describe('Whose backend saw the client’s own address.'),
  throughOtherNode: shareCondition.optional().describe('Passed more than one node.'),
} as const

/** Of the whole run. */
export const runMeasures = {
  converged: spanCondition
    .optional()
    .describe('Of event: until the last node’s rules and the last failure.'),
  rulesConverged: spanCondition.optional().describe('Of event: until the last node’s rules.'),
  causedFailures: countCondition
    .optional()
    .describe('Of event: connections that failed because of it.'),
  conntrackPeak: countCondition.optional().describe('The most entries of one node at a time.'),
  conntrackAtEnd: countCondition.optional().describe('Entries of all nodes when the run ended.'),
  ipvsPeak: countCondition.optional().describe('The most IPVS connections of one node at a time.'),
  ipvsAtEnd: countCondition
    .optional()
    .describe('IPVS connections of all nodes when the run ended.'),
  syncs: countCondition.optional().describe('Of all kube-proxies.'),
  fullSyncs: countCondition.optional().describe('Those that wrote all.'),
  failedSyncs: countCondition.optional().describe('Those that the node refused.'),
  bytesWritten: countCondition.optional().describe('By all syncs.'),
  violations: countCondition.optional().describe('Of checker.'),
} as const

export type ConnectionMeasure = keyof typeof connectionMeasures
export type RunMeasure = keyof typeof runMeasures

/** What must come out: measures of the connections that the filters select, and of the run. */
export const expectationSection = z.strictObject({
  modes: z.array(z.enum(proxyModes)).min(1).optional().describe('In these modes only.'),
  traffic: name.optional().describe('Connections of this traffic only.'),
  pod: z.string().optional().describe('Only those that reached this pod: default/web-0.'),
  from: duration.optional().describe('Only those opened from then on.'),
  until: duration.optional().describe('Only those opened before.'),
  event: name.optional().describe('The event that converged and its kin speak of.'),
  checker: name.optional().describe('The checker that violations speaks of.'),
  conntrack: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What lines of conntrack -L hold that entries counts, of all nodes; * stands for anything.',
    ),
  ipvsadm: z
    .string()
    .min(1)
    .optional()
    .describe('The same of ipvsadm -Ln (servers) and ipvsadm -Lnc (connections).'),
  node: z.string().optional().describe('Of entries: on this node only.'),
  at: duration.optional().describe('When entries counts. Default: the end.'),
  ...connectionMeasures,
  ...runMeasures,
  entries: countCondition.optional().describe('Lines of conntrack or ipvsadm.'),
})

export type ExpectationSection = z.output<typeof expectationSection>
