import { describe, expect, it } from 'vitest'
import { play } from '../played.ts'

const four = { kind: 'open', perSecond: 10, arrivals: 'constant', connectionsMax: 4 } as const
const sources = (client: string) =>
  play([{ client, load: four, to: { kind: 'node', node: 'node-1', port: 30_080 } }]).events.flatMap(
    (event) => (event.kind === 'connection-opened' ? [event.source] : []),
  )

describe('clients', () => {
  it.each([
    {
      name: 'that are made on a node have its last addresses, in turn',
      client: 'made',
      want: [
        '10.244.3.254:32768',
        '10.244.3.253:32768',
        '10.244.3.252:32768',
        '10.244.3.254:32769',
      ],
    },
    {
      name: 'outside have theirs',
      client: 'users',
      want: ['203.0.113.5:32768', '203.0.113.6:32768', '203.0.113.5:32769', '203.0.113.6:32769'],
    },
    {
      name: 'behind a NAT have its address, and ports that it picks',
      client: 'office',
      want: [1_024, 1_025, 1_026, 1_027].map((port) => `198.51.100.200:${port}`),
    },
    {
      name: 'on a node’s own network have the node’s',
      client: 'host',
      want: [32_768, 32_769, 32_770, 32_771].map((port) => `192.168.0.10:${port}`),
    },
  ])('$name', ({ client, want }) => {
    expect(sources(client)).toEqual(want)
  })

  it('that are made on the same node for another client have other addresses', () => {
    expect(sources('others')[0]).toBe('10.244.3.251:32768')
  })

  it('that are pods send nothing before they run and after they are gone', () => {
    const played = play([{ load: { ...four, connectionsMax: 100 } }], {
      prepare: ({ cluster, timeline }) => {
        const pod = cluster.podNamed('default/client-1')
        if (pod !== undefined) pod.state = 'starting'
        timeline.at(2_000, () => {
          if (pod !== undefined) pod.state = 'running'
        })
        timeline.at(3_050, () => pod?.end('fin'))
      },
    })
    const times = played.events.flatMap(({ kind, atMs }) =>
      kind === 'connection-opened' ? [atMs] : [],
    )
    expect([times[0], times.at(-1), times.length]).toEqual([2_000, 3_000, 11])
  })

  it('must fit into the node’s podCIDR, on a node that exists', () => {
    expect(() => play([{ client: 'nobody' }])).toThrow('no client nobody')
  })
})
