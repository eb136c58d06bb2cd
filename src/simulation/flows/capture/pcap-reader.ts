import type { BadRecords } from '../bad-records.ts'
import type { RecordedEvent, RecordingReader } from '../recorded-event.ts'
import { ByteQueue } from './byte-queue.ts'
import { eventOfFrame } from './frame.ts'
import { describeLinkTypes, isKnownLinkType } from './link-layer.ts'

const headerBytes = 24
const packetHeaderBytes = 16
/** libpcap's MAXIMUM_SNAPLEN for IP links: a longer packet is a damaged header. */
const packetBytesMax = 262_144

interface PcapHeader {
  readonly littleEndian: boolean
  /** In one second. */
  readonly ticks: number
  readonly linkType: number
}

/** By the first four bytes, read as big endian (draft-ietf-opsawg-pcap). */
const magics = new Map([
  [0xa1b2c3d4, { littleEndian: false, ticks: 1e6 }],
  [0xd4c3b2a1, { littleEndian: true, ticks: 1e6 }],
  [0xa1b23c4d, { littleEndian: false, ticks: 1e9 }],
  [0x4d3cb2a1, { littleEndian: true, ticks: 1e9 }],
])

export function isPcapMagic(magic: number): boolean {
  return magics.has(magic)
}

/** Reads the classic pcap format, in both byte orders, with microseconds or nanoseconds. */
export class PcapReader implements RecordingReader {
  readonly #records: BadRecords
  readonly #queue = new ByteQueue()
  #header: PcapHeader | undefined = undefined
  #packets = 0
  /** After a damaged header nobody knows where the next one stands. */
  #isOver = false

  constructor(records: BadRecords) {
    this.#records = records
  }

  push(piece: Buffer): readonly RecordedEvent[] {
    if (this.#isOver) return []
    this.#queue.push(piece)
    this.#header ??= this.#readHeader()
    if (this.#header === undefined) return []
    const events: RecordedEvent[] = []
    while (this.#readPacket(this.#header, events)) {}
    return events
  }

  end(): readonly RecordedEvent[] {
    if (this.#header === undefined && !this.#isOver)
      throw this.#records.refuse(`cut in the file header: ${this.#queue.length} of 24 bytes`)
    if (this.#queue.length > 0 && !this.#isOver)
      this.#records.bad(
        `cut in packet ${this.#packets + 1}, which begins at byte ${this.#queue.offset}: ${this.#queue.length} bytes are there`,
      )
    return []
  }

  #readHeader(): PcapHeader | undefined {
    const bytes = this.#queue.take(headerBytes)
    if (bytes === undefined) return undefined
    const format = magics.get(bytes.readUInt32BE(0))
    if (format === undefined) throw this.#records.refuse('no pcap file: its first bytes are others')
    const { littleEndian } = format
    const major = uint16(bytes, 4, littleEndian)
    if (major !== 2) throw this.#records.refuse(`pcap version ${major}: expected 2`)
    // The upper bits tell of frame check sequences.
    const linkType = uint32(bytes, 20, littleEndian) & 0xffff
    if (!isKnownLinkType(linkType)) throw this.#records.refuse(otherLinkType(linkType))
    return { ...format, linkType }
  }

  /** False: the rest has not come yet. */
  #readPacket({ littleEndian, ticks, linkType }: PcapHeader, events: RecordedEvent[]): boolean {
    const header = this.#queue.peek(packetHeaderBytes)
    if (header === undefined) return false
    const capturedBytes = uint32(header, 8, littleEndian)
    if (capturedBytes > packetBytesMax) {
      this.#isOver = true
      this.#records.bad(
        `damaged at packet ${this.#packets + 1}, byte ${this.#queue.offset}: it says that it has ${capturedBytes} bytes; packets have at most ${packetBytesMax}`,
      )
      return false
    }
    const bytes = this.#queue.take(packetHeaderBytes + capturedBytes)
    if (bytes === undefined) return false
    this.#packets += 1
    const atMs =
      uint32(bytes, 0, littleEndian) * 1e3 + (uint32(bytes, 4, littleEndian) * 1e3) / ticks
    const frame = bytes.subarray(packetHeaderBytes)
    const wireBytes = uint32(bytes, 12, littleEndian)
    const event = eventOfFrame(linkType, frame, wireBytes, atMs, this.#records)
    if (event !== undefined) events.push(event)
    return true
  }
}

export function otherLinkType(linkType: number): string {
  return `link type ${linkType}: expected one of ${describeLinkTypes()}`
}

function uint16(bytes: Buffer, offset: number, littleEndian: boolean): number {
  return littleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset)
}

function uint32(bytes: Buffer, offset: number, littleEndian: boolean): number {
  return littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset)
}
