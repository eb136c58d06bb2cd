import { describe, expect, it } from 'vitest'
import {
  beginningBytes,
  createRecordingReader,
  recognizeRecording,
  recordingKinds,
} from '../../../src/simulation/flows/recording-kind.ts'
import { pcap, section, strict } from './captures.ts'

describe('what a recording is', () => {
  it.each([
    { bytes: pcap([]), want: 'pcap' },
    { bytes: pcap([], { littleEndian: false, magic: 0xa1b23c4d }), want: 'pcap' },
    { bytes: section(), want: 'pcapng' },
    { bytes: Buffer.from('\n{"src":1}\n'), want: 'ndjson' },
    { bytes: Buffer.from('\uFEFFsource,destination\n'), want: 'csv' },
    { bytes: Buffer.from('conntrack v1.4.7 (conntrack-tools): 0 flow entries'), want: 'conntrack' },
    {
      bytes: Buffer.from(' [NEW] udp 17 30 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2'),
      want: 'conntrack',
    },
    { bytes: Buffer.from('a,b,c\n1,2,3\n'), want: undefined },
    { bytes: Buffer.from([1, 0, 2, 3, 4]), want: undefined },
    { bytes: Buffer.from(''), want: undefined },
  ])('is told by its beginning: $want', ({ bytes, want }) => {
    expect(recognizeRecording(bytes)).toBe(want)
  })

  it('has a reader', () => {
    for (const kind of recordingKinds)
      expect(createRecordingReader(kind, strict()).push(Buffer.alloc(0))).toEqual([])
    expect(beginningBytes).toBe(65_536)
  })
})
