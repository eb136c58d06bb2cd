import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { packetBetween } from '../../../../src/simulation/exchange-packets.ts'
import type { RecordedEvent } from '../../../../src/simulation/flows/recorded-event.ts'
import {
  createRecordingReader,
  type RecordingKind,
} from '../../../../src/simulation/flows/recording-kind.ts'
import type { FlowReplayResult } from '../../../../src/simulation/flows/replay/flow-replay.ts'
import { lenient, readAll } from '../captures.ts'
import { end, flow, manyWays, objects, replayOf } from './cluster.ts'

function playAll(events: readonly RecordedEvent[], replay = replayOf()): FlowReplayResult {
  for (const event of events) replay.take(event)
  return replay.finish()
}

/** `shop/web:http 6` of each mode: flows that reached somebody, by Service. */
function reachedIn({ modes }: FlowReplayResult) {
  return modes.map(({ rows }) => {
    const counts: Record<string, number> = {}
    for (const { service = '-', outcome, flows } of rows)
      if (outcome === 'reached') counts[service] = (counts[service] ?? 0) + flows
    return counts
  })
}

const recording = (file: string, kind: RecordingKind) =>
  readAll(
    createRecordingReader(kind, lenient()),
    readFileSync(`tests/simulation/flows/data/${file}`),
  )

describe('real recordings', () => {
  it('of a local HTTP run reach the same Services in every mode', () => {
    const result = playAll(recording('http.pcap', 'pcap'))
    expect(result).toMatchObject({ flows: 14, packets: 127, midStream: 0, forgotten: 0 })
    expect(Object.fromEntries(result.protocols)).toEqual({ tcp: 10, udp: 2, icmp: 2 })
    const reached = { 'shop/web:http': 6, 'shop/both:80': 3, 'kube-system/kube-dns:dns': 2 }
    expect(reachedIn(result)).toEqual([reached, reached, reached])
  })

  it('with a connection without beginning, and an end without one', () => {
    const records = lenient()
    const result = playAll(
      recording('scapy.pcap', 'pcap'),
      replayOf(undefined, undefined, {}, records),
    )
    expect(result).toMatchObject({ flows: 8, midStream: 1 })
    expect(records.skipped.get('stray')).toBe(1)
    const reached = {
      'shop/web:http': 1,
      'shop/web:https': 1,
      'shop/both:80': 1,
      'kube-system/kube-dns:dns': 2,
    }
    expect(reachedIn(result)).toEqual([reached, reached, reached])
  })

  it.each(['conntrack-list.txt', 'conntrack-events.txt'])('%s', (file) => {
    const result = playAll(recording(file, 'conntrack'))
    expect(result).toMatchObject({ flows: 5, packets: 40, midStream: 0 })
    const reached = { 'shop/web:http': 3, 'kube-system/kube-dns:dns': 1 }
    expect(reachedIn(result)).toEqual([reached, reached, reached])
  })

  it('give the same result for the same seed, and another for another', () => {
    const rows = (seed: number) =>
      JSON.stringify(
        playAll(recording('http.pcap', 'pcap'), replayOf(undefined, undefined, { seed })).modes,
      )
    expect(rows(1)).toBe(rows(1))
    expect(new Set([1, 2, 3, 4, 5].map(rows)).size).toBeGreaterThan(1)
  })
})

describe('flows', () => {
  it('keep affinity for as long as it lasts, by the times that they have', () => {
    const withAffinity = objects.map((object) =>
      object.kind === 'Service' && object.metadata.name === 'web'
        ? {
            ...object,
            spec: {
              ...object.spec,
              sessionAffinity: 'ClientIP' as const,
              sessionAffinityConfig: { clientIP: { timeoutSeconds: 100 } },
            },
          }
        : object,
    )
    const backendsWith = (stepMs: number) => {
      const events = Array.from({ length: 40 }, (_, index) =>
        flow('10.244.0.7', '10.96.1.1', 80, {
          sourcePort: 40_000 + index,
          atMs: 1_000_000 + index * stepMs,
          durationMs: 10,
        }),
      )
      return playAll(events, replayOf(withAffinity)).modes.map(
        ({ rows }) => rows.filter(({ outcome }) => outcome === 'reached').length,
      )
    }
    expect(backendsWith(1_000)).toEqual([1, 1, 1])
    expect(backendsWith(400_000)).toEqual([2, 2, 2])
  })

  it('are counted by where they come from', () => {
    const { clients } = playAll(
      [
        flow('10.244.2.7', '10.96.1.1', 80),
        flow('10.244.1.77', '10.96.1.1', 80),
        flow('192.168.0.10', '10.96.1.1', 80),
        flow('203.0.113.1', '192.168.0.11', 30_080),
      ],
      replayOf(manyWays),
    )
    expect(Object.fromEntries(clients)).toEqual({ pod: 1, guest: 1, node: 1, outside: 1 })
  })

  it('to no Service are told by where they went', () => {
    const { modes } = playAll(
      [flow('10.244.0.5', '10.244.0.6', 8_080), flow('10.244.0.5', '192.0.2.1', 443)],
      replayOf(undefined, ['iptables']),
    )
    expect(modes[0]?.rows.map(({ service, outcome, name }) => [service, outcome, name])).toEqual([
      [undefined, 'passed', 'pods, by their own addresses'],
      [undefined, 'passed', 'outside the cluster'],
    ])
  })

  it('go to other addresses where a map says so', () => {
    const map = new Map([[parseAddress('172.20.0.9'), parseAddress('10.96.1.1')]]) as never
    const result = playAll(
      [flow('10.244.0.5', '172.20.0.9', 80)],
      replayOf(undefined, undefined, { map }),
    )
    expect(reachedIn(result)[0]).toEqual({ 'shop/web:http': 1 })
  })

  it('that are noted twice are one, if the second note is of what was known', () => {
    const known = flow('10.244.0.5', '10.96.1.1', 80, { isKnown: true })
    expect(playAll([known, known])).toMatchObject({ flows: 1, midStream: 1 })
    const again = flow('10.244.0.5', '10.96.1.1', 80)
    expect(playAll([again, again])).toMatchObject({ flows: 2 })
  })

  it('that ended count once, whether their beginning was seen or not', () => {
    const begun = flow('10.244.0.5', '10.96.1.1', 80, { packets: 0, bytes: 0 })
    const ended = { ...begun, kind: 'flow-ended' } as RecordedEvent
    expect(playAll([begun, ended])).toMatchObject({ flows: 1, midStream: 0 })
    expect(playAll([ended])).toMatchObject({ flows: 1, midStream: 1 })
  })
})

describe('packets', () => {
  const client = end('10.244.0.5', 40_000)
  const server = end('10.96.1.1', 80)
  const packet = (atMs: number, tcpFlags: number, isReply = false): RecordedEvent => ({
    kind: 'packet',
    atMs,
    packet: { ...packetBetween(6, isReply ? server : client, isReply ? client : server), tcpFlags },
  })
  const connection = [
    packet(0, 0x02),
    packet(1, 0x12, true),
    packet(2, 0x10),
    packet(3, 0x11),
    packet(4, 0x11, true),
    packet(5, 0x10),
  ]

  it('make one flow of a connection, and another when the client takes its port again', () => {
    expect(playAll(connection)).toMatchObject({ flows: 1, packets: 6 })
    expect(playAll([...connection, packet(10, 0x02)])).toMatchObject({ flows: 2, packets: 7 })
  })

  it.each([
    { name: 'an answer to a SYN', events: [packet(0, 0x12, true)], midStream: 0 },
    { name: 'data from the server', events: [packet(0, 0x18, true)], midStream: 1 },
    { name: 'data from the client', events: [packet(0, 0x18)], midStream: 1 },
  ])('that begin with $name are a flow of the client', ({ events, midStream }) => {
    const result = playAll([...events, packet(1, 0x10)])
    expect(result).toMatchObject({ flows: 1, midStream })
    expect(reachedIn(result)).toEqual(Array(3).fill({ 'shop/web:http': 1 }))
  })

  it('of any kind and in any order are played', () => {
    const anyEnd = fc.record({
      address: fc
        .constantFrom(
          '10.244.0.5',
          '10.96.1.1',
          '203.0.113.1',
          '192.168.0.10',
          '0.0.0.0',
          '255.255.255.255',
          '127.0.0.1',
          '224.0.0.1',
        )
        .map((text) => parseAddress(text)),
      port: fc.constantFrom(0, 80, 53, 40_000),
    })
    const anyEvent = fc
      .tuple(
        fc.constantFrom(6, 17, 1, 132, 58),
        anyEnd,
        anyEnd,
        fc.nat(63),
        fc.double({ noNaN: true, min: -1e12, max: 1e15 }),
        fc.nat(255),
      )
      .map(
        ([protocol, from, to, tcpFlags, atMs, type]): RecordedEvent => ({
          kind: 'packet',
          atMs,
          packet: {
            ...packetBetween(protocol, from, to),
            tcpFlags,
            icmpType: type,
            sctpChunkType: type,
          },
        }),
      )
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
        const { flows, modes } = playAll(events)
        for (const { rows } of modes)
          expect(rows.reduce((sum, row) => sum + row.flows, 0)).toBe(flows)
      }),
      { numRuns: 40 },
    )
  })
})
