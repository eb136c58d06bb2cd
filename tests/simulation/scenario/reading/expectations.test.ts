import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

const client = 'clients: { shop: { outside: true } }'
const to = (rest: string) => [client, `traffic: { steady: { from: shop, ${rest} } }`]
const expectation = (text: string) => [...to('to: svc/web, rate: 1/s'), `expect: [{ ${text} }]`]

describe('readExpectations', () => {
  it('makes a sentence of each measure', () => {
    const { expectations } = readLines(
      ...to('to: svc/web, rate: 1/s'),
      'events: [{ at: 1s, name: roll, rollOut: deployment/shop }]',
      'expect:',
      '- { traffic: steady, pod: web-0, from: 5s, failed: 0, busiestBackend: { atMost: 50% }, modes: [ipvs] }',
      '- { event: roll, converged: { between: [1s, 2s] } }',
      '- { conntrack: "dport=53 [UNREPLIED]", at: 5s, entries: 1 }',
      '- { ipvsadm: "Masq 0", node: node-1, entries: { atLeast: 2 } }',
      '- { evenSpread: true, conntrackPeak: { atLeast: 3, atMost: 9 } }',
    ).cause
    expect(expectations.map(({ text }) => text)).toEqual([
      'steady, to web-0, from 5s: failed is 0',
      'steady, to web-0, from 5s: busiest backend is at most 50%',
      'roll: converged is between 1s and 2s',
      'conntrack with "dport=53 [UNREPLIED]" at 5s: entries is 1',
      'ipvsadm of node-1 with "Masq 0" at the end: entries is at least 2',
      'even spread is true',
      'conntrack peak is at least 3, at most 9',
    ])
    expect(expectations[0]).toMatchObject({
      modes: ['ipvs'],
      filter: { pod: 'default/web-0', fromMs: 5_000 },
    })
  })
})

describe('what is refused', () => {
  it.each([
    {
      name: 'an expectation of nothing',
      lines: expectation('traffic: steady'),
      want: '7:10: measures nothing',
    },
    {
      name: 'entries of no listing',
      lines: expectation('entries: 3'),
      want: 'none of conntrack, ipvsadm is given',
    },
    {
      name: 'entries of a node that is not there',
      lines: expectation('conntrack: dport, node: node-9, entries: 3'),
      want: '7:30: no node "node-9"; there are: node-1, node-2, node-3',
    },
    {
      name: 'a listing of which nothing is counted',
      lines: expectation('conntrack: dport, failed: 3'),
      want: 'conntrack has no meaning without entries',
    },
    {
      name: 'a listing when all is over',
      lines: expectation('conntrack: dport, at: 2m, entries: 3'),
      want: 'is when the scenario is over',
    },
    {
      name: 'one that cannot be met',
      lines: expectation('failed: { atLeast: 5, atMost: 3 }'),
      want: '7:12: cannot be met: is at least 5, at most 3',
    },
    {
      name: 'one that cannot fail',
      lines: expectation('failed: { atLeast: 0 }'),
      want: 'cannot fail: is at least 0',
    },
    {
      name: 'a share that cannot fail',
      lines: expectation('failed: { atMost: 100% }'),
      want: 'cannot fail',
    },
    {
      name: 'a share beside a count',
      lines: expectation('failed: { atLeast: 1, atMost: 3% }'),
      want: 'compares a share with a count',
    },
    {
      name: 'no traffic of that name',
      lines: expectation('traffic: stead, failed: 0'),
      want: 'no traffic "stead"; did you mean "steady"?',
    },
    {
      name: 'a window after the end',
      lines: expectation('from: 2m, failed: 0'),
      want: 'begins when the scenario is over',
    },
    {
      name: 'a window that is none',
      lines: expectation('from: 9s, until: 9s, failed: 0'),
      want: 'ends before it begins',
    },
    {
      name: 'convergence of what',
      lines: expectation('converged: 1s'),
      want: 'converged without event',
    },
    {
      name: 'no checker of that name',
      lines: expectation('checker: afinity, violations: 1'),
      want: 'no checker is called "afinity"; did you mean "affinity"?',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
