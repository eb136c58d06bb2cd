import { expect, it } from 'vitest'
import {
  type ConnectionRecord,
  TrafficTally,
} from '../../../src/simulation/results/traffic-tally.ts'

const record: ConnectionRecord = {
  number: 1,
  traffic: 'steady',
  clientAddress: '10.0.0.1',
  destination: '10.96.0.1:80',
  openedMs: 0,
  backend: '10.244.1.2:8080',
  pod: 'default/web-0',
  isSourceKept: true,
  nodesPassed: 2,
  isSameBackend: undefined,
  isAnswered: true,
  outcome: 'completed',
  endedMs: 5,
}

it('sums up what became of connections', () => {
  const tally = new TrafficTally()
  tally.add(record)
  tally.add({ ...record, isSameBackend: true, outcome: 'refused' })
  tally.add({ ...record, isSameBackend: false, outcome: 'open', backend: '10.244.2.2:8080' })
  tally.add({ ...record, backend: undefined, outcome: 'blackholed' })
  expect(tally.counts).toMatchObject({
    connections: 4,
    completed: 1,
    failed: 2,
    failedBy: { blackholed: 1, refused: 1 },
    open: 1,
    sameBackend: 1,
    otherBackend: 1,
    backends: [
      { backend: '10.244.1.2:8080', pod: 'default/web-0', connections: 2 },
      { backend: '10.244.2.2:8080', connections: 1 },
    ],
  })
  expect(tally).toMatchObject({ reached: 3, sourceKept: 3, throughOtherNode: 3 })
})

it('knows how long answers took, by nearest rank', () => {
  const tally = new TrafficTally()
  expect(tally.answerMs).toBeUndefined()
  for (let ms = 100; ms >= 1; ms -= 1) tally.answered(ms)
  expect(tally.answerMs).toEqual({ median: 50, p99: 99, longest: 100 })
  expect(tally.requestsAnswered).toBe(100)
})
