import type { BadRecords } from './bad-records.ts'
import { isPcapMagic, PcapReader } from './capture/pcap-reader.ts'
import { PcapngReader, sectionHeader } from './capture/pcapng-reader.ts'
import type { RecordingReader } from './recorded-event.ts'
import { createConntrackReader, isConntrackLine } from './text/conntrack-reader.ts'
import { createCsvReader, isCsvHeader } from './text/csv-reader.ts'
import { createNdjsonReader } from './text/ndjson-reader.ts'

export const recordingKinds = ['pcap', 'pcapng', 'csv', 'ndjson', 'conntrack'] as const
export type RecordingKind = (typeof recordingKinds)[number]

/** So much of a recording's beginning tells what it is. */
export const beginningBytes = 65_536

/** Undefined: none of those. */
export function recognizeRecording(beginning: Buffer): RecordingKind | undefined {
  if (beginning.length >= 4) {
    const magic = beginning.readUInt32BE(0)
    if (isPcapMagic(magic)) return 'pcap'
    if (magic === sectionHeader) return 'pcapng'
  }
  if (beginning.includes(0)) return undefined
  const text = beginning.toString('utf8').replace(/^\uFEFF/, '')
  const line = text.split('\n').find((one) => one.trim() !== '') ?? ''
  if (line.trimStart().startsWith('{')) return 'ndjson'
  if (isConntrackLine(line)) return 'conntrack'
  return isCsvHeader(line) ? 'csv' : undefined
}

export function createRecordingReader(kind: RecordingKind, records: BadRecords): RecordingReader {
  switch (kind) {
    case 'pcap':
      return new PcapReader(records)
    case 'pcapng':
      return new PcapngReader(records)
    case 'csv':
      return createCsvReader(records)
    case 'ndjson':
      return createNdjsonReader(records)
    case 'conntrack':
      return createConntrackReader(records)
  }
}
