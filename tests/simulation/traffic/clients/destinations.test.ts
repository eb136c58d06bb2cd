import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import type { Destination, LoadPlan } from '../../../../src/simulation/traffic/traffic-plan.ts'
import { endings, play } from '../played.ts'

const destinationOf = (to: Destination, plan: Partial<LoadPlan> = {}) =>
  play([{ to, ...plan }], {
    resolveName: (name) =>
      name === 'web.default.svc' ? [parseAddress('fd00::1'), parseAddress('10.96.0.10')] : [],
  })

describe('destinations', () => {
  it.each<{ name: string; to: Destination; want: string }>([
    {
      name: 'an address',
      to: { kind: 'address', address: parseAddress('10.96.0.10'), port: 80 },
      want: '10.96.0.10:80',
    },
    {
      name: 'a Service',
      to: { kind: 'service', service: 'default/web', port: 80 },
      want: '10.96.0.10:80',
    },
    {
      name: 'a name, of a family that the client has',
      to: { kind: 'name', name: 'web.default.svc', port: 80 },
      want: '10.96.0.10:80',
    },
    {
      name: 'a node',
      to: { kind: 'node', node: 'node-2', port: 30_080 },
      want: '192.168.0.11:30080',
    },
    {
      name: 'a pod',
      to: { kind: 'pod', pod: 'default/web-0', port: 8_080 },
      want: '10.244.2.30:8080',
    },
    {
      name: 'a load balancer',
      to: { kind: 'load-balancer', service: 'default/web', port: 80 },
      want: '198.51.100.7:80',
    },
  ])('$name', ({ to, want }) => {
    const played = destinationOf(to)
    expect(played.events[0]).toMatchObject({ destination: want })
    expect(endings(played)).toEqual(['1000 completed'])
  })

  it.each<{ name: string; to: Destination; want: string }>([
    {
      name: 'no Service',
      to: { kind: 'service', service: 'default/none', port: 80 },
      want: 'no Service default/none',
    },
    { name: 'no name', to: { kind: 'name', name: 'none', port: 80 }, want: 'no such name: none' },
    { name: 'no node', to: { kind: 'node', node: 'none', port: 80 }, want: 'no node none' },
    {
      name: 'no pod',
      to: { kind: 'pod', pod: 'default/none', port: 80 },
      want: 'no pod default/none',
    },
  ])('may be nowhere: $name', ({ to, want }) => {
    expect(endings(destinationOf(to))).toEqual([`1000 not-sent ${want}`])
  })

  it('are of the family that was asked for', () => {
    const name = { kind: 'name', name: 'web.default.svc', port: 80 } as const
    expect(destinationOf(name, { family: 'IPv4' }).events[0]).toMatchObject({
      destination: '10.96.0.10:80',
    })
    expect(endings(destinationOf(name, { family: 'IPv6' }))).toEqual([
      '1000 not-sent no IPv6 address, or none that the client has a way to',
    ])
  })
})
