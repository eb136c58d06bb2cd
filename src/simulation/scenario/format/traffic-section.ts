import { z } from 'zod'
import { duration, name, rate } from './quantities.ts'

export const connectionsMax = 2_000_000

const when = (text: string) => duration.optional().describe(text)

/** What clients send. Open loop: `rate`. Closed loop: `concurrency`. */
export const trafficSection = z.strictObject({
  from: name.describe('The client that sends, by its name in clients.'),
  to: z
    .string()
    .describe(
      'svc/default/web:80, web.default.svc.cluster.local:80, lb/default/web:80, node/node-1:30080, pod/default/web-0:80 or ADDRESS:PORT.',
    ),
  protocol: z
    .enum(['tcp', 'udp', 'sctp'])
    .optional()
    .describe('Default: the Service port’s, or tcp.'),
  family: z
    .enum(['IPv4', 'IPv6'])
    .optional()
    .describe('Of a name with addresses of both. Default: its first.'),
  rate: rate.optional().describe('New connections, whatever becomes of the earlier ones: 50/s.'),
  arrivals: z
    .enum(['constant', 'poisson'])
    .optional()
    .describe('How a rate is spread. Default: constant.'),
  concurrency: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Connections at a time; each follows the one before.'),
  think: when('Between a connection’s end and the next, in a closed loop.'),
  connections: z
    .int()
    .min(1)
    .max(connectionsMax)
    .optional()
    .describe('How many in all; then it stops.'),
  start: when('When it starts. Default 0s.'),
  stop: when('When it opens no more. Default: the scenario’s end.'),
  requests: z.int().min(1).max(1_000_000).optional().describe('On each connection. Default 1.'),
  every: when('Between the requests of a connection.'),
  stream: when('Keep each connection open for that long, with a request at each `every`.'),
  timeout: when('How long a client waits for an answer. Default 5s.'),
  retries: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('After a failure, each a new connection. Default 0.'),
  oneWay: z.boolean().optional().describe('UDP: nobody answers, nobody waits.'),
  sourcePort: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Every connection comes from this port.'),
})
