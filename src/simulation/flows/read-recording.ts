import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { BadRecords } from './bad-records.ts'
import type { RecordedEvent } from './recorded-event.ts'
import {
  beginningBytes,
  createRecordingReader,
  type RecordingKind,
  recognizeRecording,
} from './recording-kind.ts'

/** What of a recording was read together. */
export interface RecordingPart {
  readonly kind: RecordingKind
  readonly events: readonly RecordedEvent[]
  /** Of the (compressed) file, so far. */
  readonly bytesRead: number
}

const gzipMagic = 0x1f8b
/** So much is read and parsed at once: a bound of what is held, beside the open flows. */
const pieceBytes = 65_536

/**
 * Reads a recording of any kind, also compressed with gzip, in parts: never the whole of it is in memory.
 * @throws UserError E_FLOWS, E_LIMIT
 */
export async function* readRecording(
  source: AsyncIterable<Buffer>,
  records: BadRecords,
): AsyncGenerator<RecordingPart> {
  const counted = new CountedPieces(source)
  const pieces = await unpacked(counted, records)
  const beginning = await takeBeginning(pieces)
  if (beginning.length === 0) throw records.refuse('the recording is empty')
  const kind = recognizeRecording(beginning)
  if (kind === undefined)
    throw records.refuse(
      'neither pcap, pcapng, CSV with a header that names source and destination, NDJSON, nor conntrack text',
    )
  const reader = createRecordingReader(kind, records)
  const part = (events: readonly RecordedEvent[]) => ({ kind, events, bytesRead: counted.bytes })
  for (const piece of cut(beginning)) yield part(reader.push(piece))
  for (;;) {
    const { done, value } = await pieces.next()
    if (done === true) break
    for (const piece of cut(value)) yield part(reader.push(piece))
  }
  yield part(reader.end())
}

/** Counts what was read. */
class CountedPieces {
  readonly #source: AsyncIterator<Buffer>
  bytes = 0

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async next(): Promise<IteratorResult<Buffer>> {
    const result = await this.#source.next()
    if (result.done !== true) this.bytes += result.value.length
    return result
  }
}

interface Pieces {
  next(): Promise<IteratorResult<Buffer>>
}

async function unpacked(pieces: Pieces, records: BadRecords): Promise<Pieces> {
  const first: Buffer[] = []
  let length = 0
  while (length < 2) {
    const { done, value } = await pieces.next()
    if (done === true) break
    first.push(value)
    length += value.length
  }
  const beginning = Buffer.concat(first)
  const all = withBeginning(beginning, pieces)
  if (beginning.length < 2 || beginning.readUInt16BE(0) !== gzipMagic) return all
  return gunzipped(all, records)
}

async function* withBeginning(beginning: Buffer, rest: Pieces): AsyncGenerator<Buffer> {
  if (beginning.length > 0) yield beginning
  for (;;) {
    const { done, value } = await rest.next()
    if (done === true) return
    yield value
  }
}

async function* gunzipped(
  packed: AsyncIterable<Buffer>,
  records: BadRecords,
): AsyncGenerator<Buffer> {
  const gunzip = Readable.from(packed, { objectMode: false }).pipe(createGunzip())
  try {
    for await (const piece of gunzip) yield piece
  } catch (error) {
    records.bad(`gzip: ${(error as Error).message}`)
  }
}

async function takeBeginning(pieces: Pieces): Promise<Buffer> {
  const taken: Buffer[] = []
  let length = 0
  while (length < beginningBytes) {
    const { done, value } = await pieces.next()
    if (done === true) break
    taken.push(value)
    length += value.length
  }
  return Buffer.concat(taken)
}

function* cut(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    yield bytes.subarray(start, start + pieceBytes)
}
