import { z } from 'zod'
import { duration, name, period, portOrRange, rate } from './quantities.ts'

/** Of a whole run. */
export const connectionsMax = 2_000_000
/** Of one connection. */
export const requestsMax = 1_000_000

const when = (text: string) => duration.optional().describe(text)

/** What clients send. Open loop: `rate`. Closed loop: `concurrency`. */
export const trafficSection = z.strictObject({
  from: name.describe('The client that sends, by its name in clients.'),
  to: z
    .string()
    .describe(
      'svc/default/web:80, lb/default/web:80, node/node-1:30080, pod/default/web-0:80, 10.96.0.1:80, web.default.svc.cluster.local:80.',
    ),
  family: z
    .enum(['IPv4', 'IPv6'])
    .optional()
    .describe('Which of the addresses of to. Default: the first that the client has a way to.'),
  protocol: z
    .enum(['tcp', 'udp', 'sctp', 'dns', 'icmp'])
    .optional()
    .describe('Default: the Service port’s, or tcp. dns: A and AAAA at once from one UDP socket.'),
  rate: rate.optional().describe('New connections, whatever becomes of the earlier ones: 50/s.'),
  arrivals: z
    .enum(['constant', 'poisson'])
    .optional()
    .describe('How a rate is spread over time. Default constant.'),
  concurrency: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Connections at a time: each follows the end of the one before.'),
  think: when('Before the next connection of a closed loop. Default 0s.'),
  connections: z
    .int()
    .min(1)
    .max(connectionsMax)
    .optional()
    .describe('How many in all; then no more are opened.'),
  start: when('When it starts. Default 0s.'),
  stop: when('From when on nothing new is opened. Default: the scenario’s end.'),
  requests: z
    .int()
    .min(1)
    .max(requestsMax)
    .optional()
    .describe('On each connection (UDP: datagrams from one socket). Default 1.'),
  every: period.optional().describe('Between the requests of a connection. Default 1s.'),
  stream: period
    .optional()
    .describe('In place of requests: as many as fit into that time, one each `every`.'),
  server: when('What the server takes for an answer. Default 1ms.'),
  timeout: period
    .optional()
    .describe('How long a client waits: to connect, and for an answer. Default 5s.'),
  patient: z
    .literal(true)
    .optional()
    .describe('In place of timeout: the client waits until its kernel gives up.'),
  close: z
    .enum(['client', 'server', 'reset', 'kept'])
    .optional()
    .describe('TCP: who closes after the last answer. Default client.'),
  oneWay: z.literal(true).optional().describe('UDP: nobody answers, and nobody waits.'),
  attempts: z.int().min(1).max(10).optional().describe('dns: how often both are asked. Default 2.'),
  retries: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .describe('After a failure, each a new connection. Default 0.'),
  retryWait: when('Before the first retry. Default 0s.'),
  retryFactor: z
    .number()
    .min(1)
    .max(10)
    .optional()
    .describe('Each further wait is that many times as long. Default 1.'),
  sourcePorts: portOrRange
    .optional()
    .describe('The port, or the range, that connections come from, in turn. Default 32768-60999.'),
})

export type TrafficSection = z.output<typeof trafficSection>
