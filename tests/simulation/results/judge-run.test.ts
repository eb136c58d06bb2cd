import { expect, it } from 'vitest'
import { EventStream } from '../../../src/simulation/events/event-stream.ts'
import { expectationsIn, judgeExpectations } from '../../../src/simulation/results/judge-run.ts'
import { ListingCounts } from '../../../src/simulation/results/listing-counts.ts'
import { RunRecorder } from '../../../src/simulation/results/run-recorder.ts'
import { readLines } from '../scenario/read-text.ts'

const numbers = {
  convergence: [],
  peaks: { conntrackEntries: 0, ipvsConnections: 0 },
  atEnd: { conntrackEntries: 0, ipvsConnections: 0 },
  syncs: { full: 0, partial: 0, failed: 0, lines: 0, bytes: 0 },
  violations: [
    { checker: 'affinity', atMs: 1, detail: 'moved', count: 2 },
    { checker: 'conservation', atMs: 1, detail: 'uneven', count: 1 },
  ],
}

it('holds a run to what its mode is expected to give, and every other checker to silence', () => {
  const scenario = readLines(
    'expect:',
    '- { checker: conservation, violations: 1 }',
    '- { modes: [ipvs], syncs: 0 }',
    '- { modes: [nftables], syncs: 9 }',
  )
  expect(expectationsIn(scenario.cause.expectations, 'iptables')).toHaveLength(1)
  const listings = new ListingCounts(new Map())
  const recorder = new RunRecorder(scenario.cause, [], new Map(), new EventStream())
  expect(judgeExpectations(scenario, 'cause', 'ipvs', recorder, numbers, listings)).toEqual([
    {
      expectation: 'conservation: violations is 1',
      met: true,
      seen: '1',
      at: 'scenarios/some.yaml:6:28',
    },
    { expectation: 'syncs is 0', met: true, seen: '0', at: 'scenarios/some.yaml:7:20' },
    {
      expectation: 'affinity: violations is 0',
      met: false,
      seen: '2, the first: moved',
      at: 'scenarios/some.yaml',
    },
  ])
})
