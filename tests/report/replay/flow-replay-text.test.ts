import { describe, expect, it } from 'vitest'
import {
  flowReplayJson,
  formatBytes,
  formatFlowReplay,
} from '../../../src/report/replay/flow-replay-text.ts'
import { BadRecords } from '../../../src/simulation/flows/bad-records.ts'
import type { FlowReplayResult } from '../../../src/simulation/flows/replay/flow-replay.ts'

const reached = { service: 'shop/web:http', outcome: 'reached', packets: 8 } as const
const pod = { backend: '10.244.1.7:80', name: 'pod/shop/a' }
const result: FlowReplayResult = {
  flows: 3,
  packets: 20,
  bytes: 1_234,
  protocols: new Map([
    ['udp', 1],
    ['tcp', 2],
  ]),
  clients: new Map([
    ['pod', 2],
    ['outside', 1],
  ]),
  firstMs: 1_700_000_000_000,
  lastMs: 1_700_000_001_500,
  midStream: 1,
  forgotten: 0,
  modes: [
    {
      mode: 'iptables',
      rows: [
        {
          service: undefined,
          outcome: 'passed',
          backend: undefined,
          name: 'outside',
          flows: 1,
          packets: 4,
          bytes: 34,
        },
        { ...reached, ...pod, flows: 2, bytes: 1_200 },
      ],
    },
    {
      mode: 'ipvs',
      rows: [
        { ...reached, ...pod, flows: 1, bytes: 1_000 },
        {
          ...reached,
          ...pod,
          outcome: 'dropped',
          backend: undefined,
          name: 'why',
          flows: 1,
          bytes: 200,
        },
        { ...reached, ...pod, backend: '10.244.1.8:80', flows: 0, bytes: 0 },
      ],
    },
  ],
}
const recording = { file: 'a.pcap', kind: 'pcap', seed: 1 }
const records = new BadRecords('a.pcap', true)
records.skip('not-ip')
records.bad('cut')

describe('a replay', () => {
  it('shows the modes side by side, and what was left out', () => {
    expect(
      formatFlowReplay(recording, result, records),
    ).toBe(`a.pcap (pcap): 3 flows (2 tcp, 1 udp), 20 packets, 1.2 kB, 1.5 s from 2023-11-14T22:13:20.000Z; seed 1

SERVICE        BACKEND                   IPTABLES   BYTES  IPVS   BYTES
shop/web:http  pod/shop/a 10.244.1.7:80         2  1.2 kB     1  1.0 kB
               why                                            1   200 B
to no Service  outside                          1    34 B

2 flows from pods
1 flows from outside the cluster
1 flows were open before the recording began: played as if they began there
left out: 1 frames without IP
left out: 1 that cannot be read; the first: a.pcap: cut [E_FLOWS]
`)
  })

  it('is data too', () => {
    expect(JSON.parse(flowReplayJson(recording, result, records))).toMatchObject({
      kind: 'pcap',
      flows: 3,
      bad: 1,
      skipped: { 'not-ip': 1 },
      rows: [
        { backend: '10.244.1.7:80', modes: { iptables: { flows: 2 }, ipvs: { flows: 1 } } },
        { outcome: 'dropped', modes: { iptables: { flows: 0 }, ipvs: { flows: 1 } } },
        { outcome: 'passed' },
      ],
    })
  })

  it('says when nothing was in it', () => {
    const empty = { ...result, flows: 0, modes: [], firstMs: undefined, protocols: new Map() }
    expect(formatFlowReplay(recording, empty, records)).toContain(
      '0 flows, 20 packets, 1.2 kB, no times; seed 1\n\nno flow\n',
    )
  })
})

describe('bytes', () => {
  it.each([
    { bytes: 999, want: '999 B' },
    { bytes: 1_000, want: '1.0 kB' },
    { bytes: 12_345_678, want: '12.3 MB' },
  ])('$bytes are $want', ({ bytes, want }) => {
    expect(formatBytes(bytes)).toBe(want)
  })
})
