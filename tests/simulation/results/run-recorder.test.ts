import { expect, it } from 'vitest'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import { everything, RunRecorder } from '../../../src/simulation/results/run-recorder.ts'
import { readLines } from '../scenario/read-text.ts'

it('sums up syncs and violations, and counts what is still open at the end', () => {
  const events = new EventStream()
  const { cause } = readLines(
    'clients: { shop: { outside: true } }',
    'traffic: { steady: { from: shop, to: svc/web, rate: 1/s } }',
  )
  const recorder = new RunRecorder(cause, [], new Map(), events)
  const sync = {
    kind: 'sync-done',
    atMs: 1,
    node: 'n',
    family: 'IPv4',
    failed: false,
    waitedMs: 1,
    tookMs: 0,
  } as const
  events.emit({ ...sync, sync: 'full', lines: 5, bytes: 50 })
  events.emit({ ...sync, sync: 'partial', lines: 1, bytes: 10, failed: true })
  for (const atMs of [3, 4])
    events.emit({ kind: 'violation', atMs, checker: 'affinity', detail: `at ${atMs}` })
  events.emit({
    kind: 'connection-opened',
    atMs: 5,
    connection: 1,
    traffic: 'steady',
    client: 'shop',
    protocol: 'tcp',
    source: 'a:1',
    destination: 'b:1',
  })
  recorder.finish()
  expect(recorder.syncs).toEqual({ full: 1, partial: 1, failed: 1, lines: 6, bytes: 60 })
  expect(recorder.violations).toEqual([{ checker: 'affinity', atMs: 3, detail: 'at 3', count: 2 }])
  expect(recorder.traffic).toMatchObject([{ traffic: 'steady', connections: 1, open: 1 }])
  expect(recorder.tallyOf({ ...everything, traffic: 'steady' }).open).toBe(1)
  expect(recorder.sizesAt(9)).toEqual({ conntrackEntries: 0, ipvsConnections: 0 })
  expect(recorder.peaks).toEqual({ conntrackEntries: 0, ipvsConnections: 0 })
  expect(recorder.convergence).toEqual([])
})
