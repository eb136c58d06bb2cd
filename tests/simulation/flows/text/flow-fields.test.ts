import { describe, expect, it } from 'vitest'
import { formatEndpoint } from '../../../../src/packet/address.ts'
import {
  type FlowFields,
  flowFieldOf,
  flowOfFields,
} from '../../../../src/simulation/flows/text/flow-fields.ts'

const ends = { source: '10.0.0.1', destination: '10.96.0.1', destinationPort: '80' }
const flowOf = (fields: FlowFields, index = 1) => {
  const event = flowOfFields({ ...ends, ...fields }, index)
  return typeof event === 'string' || event.kind === 'packet' ? event : event.flow
}

describe('a flow', () => {
  it('is TCP from some port where nothing else is said', () => {
    const flow = flowOf({})
    if (typeof flow === 'string' || !('source' in flow)) throw new Error('no flow')
    expect(formatEndpoint(flow.source.address, flow.source.port)).toBe('10.0.0.1:32769')
    expect(formatEndpoint(flow.destination.address, flow.destination.port)).toBe('10.96.0.1:80')
    expect(flow).toMatchObject({ protocol: 6, packets: 0, bytes: 0 })
    expect(flow.atMs).toBeUndefined()
  })

  it.each<{ fields: FlowFields; want: object }>([
    { fields: { protocol: 'UDP' }, want: { protocol: 17 } },
    { fields: { protocol: '132' }, want: { protocol: 132 } },
    {
      fields: { protocol: 'ICMP', sourcePort: '7' },
      want: { protocol: 1, destination: { port: 7 } },
    },
    { fields: { sourcePort: '0' }, want: { source: { port: 0 } } },
    { fields: { time: '1700000000' }, want: { atMs: 1_700_000_000_000 } },
    { fields: { time: '1700000000.25' }, want: { atMs: 1_700_000_000_250 } },
    { fields: { time: '1700000000250' }, want: { atMs: 1_700_000_000_250 } },
    { fields: { time: '2023-11-14T22:13:20.5Z' }, want: { atMs: 1_700_000_000_500 } },
    { fields: { time: '2023-11-14 22:13:20' }, want: { atMs: 1_700_000_000_000 } },
    { fields: { time: '2023-11-15T00:13:20+02:00' }, want: { atMs: 1_700_000_000_000 } },
    { fields: { duration: '1.5' }, want: { durationMs: 1_500 } },
    { fields: { time: '10', end: '12' }, want: { durationMs: 2_000 } },
    { fields: { packets: '7', bytes: '900' }, want: { packets: 7, bytes: 900 } },
  ])('$fields', ({ fields, want }) => {
    expect(flowOf(fields)).toMatchObject(want)
  })

  it.each<{ fields: FlowFields; says: string }>([
    { fields: { source: 'x' }, says: 'source "x" is no IP address' },
    { fields: { destination: '' }, says: 'destination "" is no IP address' },
    { fields: { destination: 'fd00::1' }, says: 'are of two families' },
    { fields: { protocol: 'gre' }, says: 'protocol "gre": expected tcp, udp' },
    { fields: { protocol: '47' }, says: 'protocol "47"' },
    {
      fields: { destinationPort: '' },
      says: 'destinationPort "": expected a port from 0 to 65535',
    },
    { fields: { destinationPort: '65536' }, says: 'destinationPort "65536"' },
    { fields: { sourcePort: '-1' }, says: 'sourcePort "-1"' },
    { fields: { time: 'yesterday' }, says: 'time "yesterday": expected RFC 3339' },
    { fields: { time: '2023-99-14T22:13:20Z' }, says: 'time "2023-99' },
    { fields: { duration: '-1' }, says: 'duration "-1": expected seconds' },
    { fields: { time: '12', end: '10' }, says: 'end "10" is before its time' },
    { fields: { end: 'x' }, says: 'end "x"' },
    { fields: { packets: '1.5' }, says: 'packets "1.5": expected a whole number' },
    { fields: { bytes: '9'.repeat(20) }, says: 'expected a whole number' },
  ])('is none: $says', ({ fields, says }) => {
    expect(flowOf(fields)).toContain(says)
  })
})

describe('a field', () => {
  it.each([
    { name: 'srcaddr', want: 'source' },
    { name: 'SRC_IP', want: 'source' },
    { name: 'Destination Port', want: 'destinationPort' },
    { name: 'log-status', want: undefined },
  ])('called $name is $want', ({ name, want }) => {
    expect(flowFieldOf(name)).toBe(want)
  })
})
