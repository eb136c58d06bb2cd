import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../src/base/user-error.ts'
import { readRecording } from '../../../src/simulation/flows/read-recording.ts'
import { lenient, pcap, strict, synFrame } from './captures.ts'

async function* pieces(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function read(bytes: Buffer, size = 1_000, records = strict()) {
  let kind = ''
  let events = 0
  let bytesRead = 0
  for await (const part of readRecording(pieces(bytes, size), records)) {
    kind = part.kind
    events += part.events.length
    bytesRead = part.bytesRead
  }
  return { kind, events, bytesRead }
}

const frames = Array.from({ length: 3_000 }, (_, index) => synFrame(index))
const capture = pcap(frames)
const csv = Buffer.from(`src,dst,dport\n${'10.0.0.1,10.96.0.1,80\n'.repeat(5_000)}`)

describe('a recording', () => {
  it.each([
    { name: 'pcap', bytes: capture, want: { kind: 'pcap', events: 3_000 } },
    { name: 'CSV', bytes: csv, want: { kind: 'csv', events: 5_000 } },
    { name: 'pcap, compressed', bytes: gzipSync(capture), want: { kind: 'pcap', events: 3_000 } },
    { name: 'CSV, compressed', bytes: gzipSync(csv), want: { kind: 'csv', events: 5_000 } },
  ])('is read to its end: $name', async ({ bytes, want }) => {
    for (const size of [1, 777, 1_000_000].slice(bytes.length > 20_000 ? 1 : 0))
      expect(await read(bytes, size)).toEqual({ ...want, bytesRead: bytes.length })
  })

  it.each([
    { name: 'empty', bytes: Buffer.alloc(0), says: 'the recording is empty' },
    { name: 'of another kind', bytes: Buffer.from('hello\n'), says: 'neither pcap, pcapng, CSV' },
    { name: 'one byte', bytes: Buffer.from([0]), says: 'neither pcap' },
    { name: 'gzip that is cut', bytes: gzipSync(capture).subarray(0, 2_000), says: 'gzip: ' },
    { name: 'gzip of nothing', bytes: gzipSync(Buffer.alloc(0)), says: 'the recording is empty' },
  ])('is refused: $name', async ({ bytes, says }) => {
    await expect(read(bytes)).rejects.toThrow(says)
  })

  it('may be anything: it is read, or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.boolean(), async (bytes, zipped) => {
        const raw = Buffer.from(bytes)
        try {
          await read(zipped ? gzipSync(raw) : raw, 10, lenient())
        } catch (error) {
          if (!isUserError(error)) throw error
        }
      }),
    )
  })
})
