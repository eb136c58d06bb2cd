import { describe, expect, it } from 'vitest'
import { readLines, refusalOf } from '../read-text.ts'

const event = (text: string) => [`events: [{ ${text} }]`]

describe('readEvents', () => {
  it.each([
    {
      text: 'rollOut: deployment/shop',
      want: {
        kind: 'roll-out',
        workload: { kind: 'Deployment', namespace: 'default', name: 'shop' },
      },
      label: 'rollOut deployment/shop',
    },
    {
      text: 'scale: sts/web, replicas: 0',
      want: { kind: 'scale', replicas: 0 },
      label: 'scale sts/web to 0',
    },
    {
      text: 'kill: [pod/web-0, service/web], count: 1',
      want: {
        kind: 'kill',
        count: 1,
        pods: [{ kind: 'pod', name: 'default/web-0' }, { kind: 'service' }],
      },
      label: 'kill pod/web-0, service/web (1)',
    },
    {
      text: 'delete: pod/web-0',
      want: { kind: 'delete-pods', pods: [{ kind: 'pod', name: 'default/web-0' }] },
      label: 'delete pod/web-0',
    },
    {
      text: 'delete: svc/web',
      want: {
        kind: 'delete',
        references: [{ kind: 'Service', namespace: 'default', name: 'web' }],
      },
      label: 'delete svc/web',
    },
    {
      text: 'pauseSyncs: all',
      want: { kind: 'pause-syncs', nodes: 'all' },
      label: 'pauseSyncs all',
    },
    {
      text: 'loseNode: node-2',
      want: { kind: 'lose-node', nodes: ['node-2'] },
      label: 'loseNode node-2',
    },
    {
      text: 'mode: ipvs, nodes: node-1',
      want: { kind: 'mode', mode: 'ipvs', nodes: ['node-1'] },
      label: 'mode ipvs on node-1',
    },
    {
      text: 'sysctl: { name: net.ipv4.ip_forward, value: 0 }',
      want: { kind: 'sysctl', nodes: 'all', name: 'net.ipv4.ip_forward', value: '0' },
      label: 'sysctl net.ipv4.ip_forward=0',
    },
    { text: 'apply: more.yaml', want: { kind: 'apply' }, label: 'apply more.yaml' },
    {
      text: 'inject: hairpin-off, for: 5s',
      want: { kind: 'inject', injection: 'hairpin-off', forMs: 5_000, share: 1 },
      label: 'inject hairpin-off',
    },
  ])('reads $text', ({ text, want, label }) => {
    const [planned] = readLines(...event(`at: 1s, ${text}`)).cause.events
    expect(planned).toMatchObject({ atMs: 1_000, label, action: want })
  })

  it('writes repetitions out, in the order of time', () => {
    const { events } = readLines(
      'events:',
      '- { at: 1s, every: 10s, times: 3, restartKubeProxy: all }',
      '- { at: 5s, flushConntrack: all }',
    ).cause
    expect(events.map(({ atMs }) => atMs)).toEqual([1_000, 5_000, 11_000, 21_000])
  })
})

describe('what is refused', () => {
  it.each([
    {
      name: 'an event after the end',
      lines: event('at: 61s, rollOut: deployment/shop'),
      want: '5:12: happens at 1m1s, when the scenario is over (duration 1m0s)',
    },
    {
      name: 'a repetition after the end',
      lines: event('at: 1s, every: 30s, times: 3, rollOut: deployment/shop'),
      want: 'happens at 1m1s',
    },
    {
      name: 'an event that does nothing',
      lines: event('at: 1s'),
      want: '5:10: none of apply, delete',
    },
    {
      name: 'an event that does two things',
      lines: event('at: 1s, mode: ipvs, kill: pod/web-0'),
      want: 'kill and mode are given together',
    },
    {
      name: 'an event on no kind',
      lines: event('at: 1s, rollOut: deploymnt/shop'),
      want: '"deploymnt" is no kind of object; did you mean "deployment"?',
    },
    {
      name: 'a rollout of a Service',
      lines: event('at: 1s, rollOut: service/web'),
      want: 'expected a workload such as deployment/default/web',
    },
    {
      name: 'scale without replicas',
      lines: event('at: 1s, scale: deployment/shop'),
      want: 'scale without replicas',
    },
    {
      name: 'replicas without scale',
      lines: event('at: 1s, rollOut: deployment/shop, replicas: 3'),
      want: 'replicas has no meaning for rollOut',
    },
    {
      name: 'two events of one name',
      lines: ['events:', '- { at: 1s, name: a, mode: ipvs }', '- { at: 2s, name: a, mode: ipvs }'],
      want: '7:13: another event is called "a" too',
    },
  ])('$name', ({ lines, want }) => expect(refusalOf(() => readLines(...lines))).toContain(want))
})
