import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../../../src/packet/address.ts'
import { readLines, refusalOf } from '../read-text.ts'

describe('readClients', () => {
  it.each([
    {
      text: '{ pod: [web-0, pod/web-1] }',
      want: { kind: 'pods', pods: ['default/web-0', 'default/web-1'] },
    },
    {
      text: '{ workload: statefulset/web }',
      want: { kind: 'pods', pods: ['default/web-0', 'default/web-1'] },
    },
    {
      text: '{ podsOn: node-2, count: 4 }',
      want: { kind: 'on-node', node: 'node-2', network: 'pod', count: 4 },
    },
    {
      text: '{ node: node-2 }',
      want: { kind: 'on-node', node: 'node-2', network: 'host', count: 1 },
    },
  ])('reads $text', ({ text, want }) =>
    expect(readLines(`clients: { some: ${text} }`).cause.clients).toEqual([
      { name: 'some', place: want },
    ]),
  )

  it('gives clients outside addresses one after the other, and hides them behind one', () => {
    const [client] = readLines(
      'clients: { some: { outside: true, count: 3, behind: 203.0.113.5, zone: a } }',
    ).cause.clients
    if (client?.place.kind !== 'outside') throw new Error('expected a place outside')
    expect(client.place.addresses.map(formatAddress)).toEqual([
      '198.18.0.1',
      '198.18.0.2',
      '198.18.0.3',
    ])
    expect(client.place.behind === undefined ? '' : formatAddress(client.place.behind)).toBe(
      '203.0.113.5',
    )
    expect(client.place.zone).toBe('a')
  })
})

describe('what is refused', () => {
  it.each([
    {
      name: 'a client in no place',
      lines: ['clients: { a: { count: 3 } }'],
      want: '5:12: none of pod, workload, podsOn, node, outside is given',
    },
    {
      name: 'a client in two places',
      lines: ['clients: { a: { outside: true, podsOn: node-1 } }'],
      want: 'podsOn and outside are given together',
    },
    {
      name: 'a client on no node',
      lines: ['clients: { a: { podsOn: node-9 } }'],
      want: '5:17: no Node node-9; did you mean "node-1"?',
    },
    {
      name: 'a client that is no pod',
      lines: ['clients: { a: { pod: web-7 } }'],
      want: '5:17: no Pod default/web-7; did you mean "default/web-0"?',
    },
    {
      name: 'NAT for pods',
      lines: ['clients: { a: { podsOn: node-1, behind: 1.2.3.4 } }'],
      want: 'behind has no meaning for clients that are not outside',
    },
    {
      name: 'a NAT address that is none',
      lines: ['clients: { a: { outside: true, behind: 1.2.3 } }'],
      want: '5:32: "1.2.3" is no IP address',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
