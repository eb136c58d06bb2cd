import { createColors } from 'picocolors'
import { expect, it } from 'vitest'
import { formatReplay } from '../../../src/report/replay/replay-table.ts'
import { someRun } from './some-run.ts'

const colors = createColors(false)
const traffic = {
  traffic: 'steady',
  connections: 1_000,
  completed: 990,
  failed: 10,
  failedBy: { refused: 10 },
  open: 0,
  requestsAnswered: 990,
  datagramsLost: 0,
  answerMs: { median: 1, p99: 1.5, longest: 2_000 },
  backends: [
    { backend: '10.244.1.2:80', pod: undefined, connections: 600 },
    { backend: '10.244.2.2:80', pod: undefined, connections: 390 },
  ],
  sameBackend: 1,
  otherBackend: 3,
}

it('prints runs side by side, and what failed with its place', () => {
  const convergence = [
    {
      event: 'rollOut deployment/web',
      name: undefined,
      atMs: 10_000,
      rulesMs: 2_500,
      failuresMs: 30,
      failures: 10,
    },
  ]
  const expectations = [{ expectation: 'failed is 0', met: false, seen: '10', at: 'a.yaml:3:1' }]
  const runs = [
    someRun({ traffic: [traffic], convergence, expectations }),
    someRun({ mode: 'nftables', part: 'without' }),
  ]
  expect(formatReplay(runs, colors)).toBe(`some  It shows something.
seed 1, 1m0s of virtual time

MEASURE                                       IPVS  NFTABLES, WITHOUT
steady: connections                          1,000                  –
  completed                                    990                  –
  failed                                        10                  –
    refused                                     10                  –
  requests answered                            990                  0
  answer, median                               1ms                  –
  answer, 99 of 100                          1.5ms                  –
  answer, longest                               2s                  –
  backends reached                               2                  –
  of them the busiest                       60.6 %                  –
  same backend as before                    25.0 %                  –
rollOut deployment/web at 10s: rules after    2.5s                  –
  failures caused                               10                  0
  the last after                              30ms                  –
conntrack entries, most on a node            1,200              1,200
kube-proxy syncs                                 7                  7
  of them full                                   3                  3
  bytes written                             12,345             12,345
expectations met                            0 of 1             0 of 0

FAILED  ipvs  failed is 0
        seen: 10
        a.yaml:3:1
`)
})

it('does not list hundreds of events', () => {
  const convergence = Array.from({ length: 20 }, (_, n) => ({
    event: `kill ${n}`,
    name: undefined,
    atMs: n,
    rulesMs: 1,
    failuresMs: undefined,
    failures: 0,
  }))
  expect(formatReplay([someRun({ convergence })], colors)).toContain('… and 8 more events')
  expect(formatReplay([], colors)).toBe('')
})

it('counts violations, not those who saw them', () => {
  const violations = [
    { checker: 'affinity', atMs: 1, detail: 'one', count: 20 },
    { checker: 'spread', atMs: 2, detail: 'another', count: 1 },
  ]
  const table = formatReplay([someRun({ violations }), someRun({ mode: 'nftables' })], colors)
  expect(table).toMatch(/^violations +21 +0$/m)
})
