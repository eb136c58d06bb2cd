import { expect, it } from 'vitest'
import type { TrafficEvent } from '../../../src/simulation/events/run-event.ts'
import { ConnectionLedger, withoutPort } from '../../../src/simulation/results/connection-ledger.ts'

const opened = (connection: number, atMs: number, source = '10.0.0.1:4000'): TrafficEvent => ({
  kind: 'connection-opened',
  atMs,
  connection,
  traffic: connection % 2 === 0 ? 'even' : 'odd',
  client: 'shop',
  protocol: 'tcp',
  source,
  destination: '10.96.0.1:80',
})
const chosen = (connection: number, backend: string): TrafficEvent => ({
  kind: 'endpoint-chosen',
  atMs: 1,
  connection,
  backend,
  pod: `default/${backend}`,
  seenSource: '10.0.0.1:9',
  path: ['node-1'],
})
const ended = (connection: number, outcome: 'completed' | 'reset'): TrafficEvent => ({
  kind: 'connection-ended',
  atMs: 9,
  connection,
  outcome,
  detail: '',
  openMs: 1,
})
const all = { traffic: undefined, pod: undefined, fromMs: 0, untilMs: Number.POSITIVE_INFINITY }

it('counts a connection wherever its traffic, pod and opening fit', () => {
  const ends: number[] = []
  const ledger = new ConnectionLedger(({ number }) => ends.push(number))
  const everything = ledger.tallyOf(all)
  const even = ledger.tallyOf({ ...all, traffic: 'even' })
  const toB = ledger.tallyOf({ ...all, pod: 'default/b' })
  const late = ledger.tallyOf({ ...all, fromMs: 5, untilMs: 7 })
  expect(ledger.tallyOf({ ...all })).toBe(everything)
  const events = [
    opened(1, 0),
    chosen(1, 'a'),
    ended(1, 'completed'),
    opened(2, 5),
    chosen(2, 'b'),
    { kind: 'request-answered', atMs: 6, connection: 2, tookMs: 3 } as const,
    ended(2, 'reset'),
    opened(3, 7),
    { kind: 'datagram-lost', atMs: 7, connection: 3, reason: 'blackholed', detail: '' } as const,
    ended(99, 'reset'),
  ]
  for (const event of events) ledger.observe(event)
  ledger.finish()
  expect(ends).toEqual([1, 2, 3])
  expect(everything.counts).toMatchObject({
    connections: 3,
    completed: 1,
    failed: 1,
    open: 1,
    datagramsLost: 1,
    requestsAnswered: 1,
  })
  expect(even.connections).toBe(1)
  expect(toB.counts).toMatchObject({ connections: 1, requestsAnswered: 1 })
  expect(late.connections).toBe(1)
})

it("compares a client's backend with that of its connection before", () => {
  const ledger = new ConnectionLedger(() => {})
  const tally = ledger.tallyOf(all)
  const visits = [
    ['10.0.0.1:1', 'a'],
    ['10.0.0.1:2', 'a'],
    ['10.0.0.2:1', 'b'],
    ['10.0.0.1:3', 'b'],
  ] as const
  for (const [index, [source, backend]] of visits.entries()) {
    ledger.observe(opened(index * 2, 0, source))
    ledger.observe(chosen(index * 2, backend))
  }
  ledger.finish()
  expect(tally).toMatchObject({ sameBackend: 1, otherBackend: 1 })
})

it('cuts the port off', () => {
  expect(withoutPort('10.0.0.1:80')).toBe('10.0.0.1')
  expect(withoutPort('[fd00::1]:80')).toBe('[fd00::1]')
})
