import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

const client = 'clients: { shop: { outside: true } }'
const to = (rest: string) => [client, `traffic: { steady: { from: shop, ${rest} } }`]

describe('readTraffic', () => {
  it.each([
    {
      rest: 'to: "svc/web:http", rate: 30/m, arrivals: poisson',
      want: {
        to: { kind: 'service', service: 'default/web', port: 80 },
        load: { kind: 'open', perSecond: 0.5, arrivals: 'poisson' },
        talk: {
          kind: 'tcp',
          requests: 1,
          thinkMs: 1_000,
          serverMs: 1,
          timeoutMs: 5_000,
          close: 'client',
        },
      },
    },
    {
      rest: 'to: svc/web, concurrency: 5, think: 100ms, stream: 10s, every: 2s, patient: true, close: kept',
      want: {
        load: { kind: 'closed', concurrency: 5, thinkMs: 100 },
        talk: {
          kind: 'tcp',
          requests: 6,
          thinkMs: 2_000,
          serverMs: 1,
          timeoutMs: undefined,
          close: 'kept',
        },
      },
    },
    {
      rest: 'to: svc/dns, rate: 1/s, connections: 3, oneWay: true, sourcePorts: 5353, retries: 2, retryWait: 1s, retryFactor: 2',
      want: {
        load: { kind: 'open', connectionsMax: 3 },
        talk: { kind: 'udp', datagrams: 1, isAnswered: false },
        sourcePorts: { kind: 'fixed', port: 5353 },
        retry: { attempts: 2, waitMs: 1_000, factor: 2 },
      },
    },
    {
      rest: 'to: svc/dns, protocol: dns, rate: 1/s',
      want: { talk: { kind: 'dns', timeoutMs: 5_000, attempts: 2 } },
    },
    {
      rest: 'to: node/node-1, protocol: icmp, rate: 1/s',
      want: { to: { kind: 'node', node: 'node-1', port: 0 }, talk: { kind: 'icmp', count: 1 } },
    },
    {
      rest: 'to: svc/web, protocol: sctp, rate: 1/s, sourcePorts: 7-9',
      want: { talk: { kind: 'sctp' }, sourcePorts: { kind: 'range', first: 7, last: 9 } },
    },
    { rest: 'to: svc/web, rate: 1/s, family: IPv6', want: { family: 'IPv6' } },
  ])('reads $rest', ({ rest, want }) => {
    expect(readLines(...to(rest)).cause.traffic).toMatchObject([
      { name: 'steady', client: 'shop', startMs: 0, ...want },
    ])
  })
})

describe('what is refused', () => {
  it.each([
    {
      name: 'no client of that name',
      lines: [client, 'traffic: { a: { from: shopp, to: svc/web, rate: 1/s } }'],
      want: '6:17: no client "shopp"; did you mean "shop"?',
    },
    {
      name: 'a destination without a port',
      lines: to('to: 10.96.0.1, rate: 1/s'),
      want: '"10.96.0.1" names no port',
    },
    {
      name: 'an address of another family',
      lines: to('to: "10.96.0.1:80", rate: 1/s, family: IPv6'),
      want: '10.96.0.1:80 is no IPv6 address',
    },
    {
      name: 'neither rate nor concurrency',
      lines: to('to: svc/web'),
      want: 'none of rate, concurrency is given',
    },
    {
      name: 'a field of another protocol',
      lines: to('to: svc/dns, rate: 1/s, close: reset'),
      want: 'close has no meaning for udp',
    },
    {
      name: 'a start after the end',
      lines: to('to: svc/web, rate: 1/s, start: 60s'),
      want: 'starts when the scenario is over',
    },
    {
      name: 'a stop before the start',
      lines: to('to: svc/web, rate: 1/s, start: 9s, stop: 8s'),
      want: 'stops before it starts',
    },
    { name: 'too many connections', lines: to('to: svc/web, rate: 100000/s'), want: '[E_LIMIT]' },
    {
      name: 'too many requests',
      lines: to('to: svc/web, rate: 1000/s, requests: 100000'),
      want: 'requests with this traffic; at most 20000000',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
