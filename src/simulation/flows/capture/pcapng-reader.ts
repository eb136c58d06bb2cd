import type { BadRecords } from '../bad-records.ts'
import type { RecordedEvent, RecordingReader } from '../recorded-event.ts'
import { ByteQueue } from './byte-queue.ts'
import { eventOfFrame } from './frame.ts'
import { isKnownLinkType } from './link-layer.ts'
import { otherLinkType } from './pcap-reader.ts'

export const sectionHeader = 0x0a0d0d0a
const interfaceDescription = 1
const oldPacket = 2
const simplePacket = 3
const enhancedPacket = 6
const byteOrderMagic = 0x1a2b3c4d

const blockHeaderBytes = 8
/** Wireshark's own limit (wiretap/pcapng.c MAX_BLOCK_SIZE); bounds what is held in memory. */
const blockBytesMax = 16 * 1024 * 1024
const interfaceCountMax = 10_000

interface CaptureInterface {
  readonly linkType: number
  readonly snapBytes: number
  readonly ticksPerMs: number
  readonly offsetMs: number
}

/** Reads pcapng (draft-ietf-opsawg-pcapng): sections in either byte order, interfaces with clocks of their own. */
export class PcapngReader implements RecordingReader {
  readonly #records: BadRecords
  readonly #queue = new ByteQueue()
  #littleEndian = true
  #interfaces: CaptureInterface[] = []
  #packets = 0
  #lastMs = 0
  #isOver = false

  constructor(records: BadRecords) {
    this.#records = records
  }

  push(piece: Buffer): readonly RecordedEvent[] {
    if (this.#isOver) return []
    this.#queue.push(piece)
    const events: RecordedEvent[] = []
    while (this.#readBlock(events)) {}
    return events
  }

  end(): readonly RecordedEvent[] {
    if (this.#queue.length > 0 && !this.#isOver)
      this.#records.bad(
        `cut in the block that begins at byte ${this.#queue.offset}, after ${this.#packets} packets: ${this.#queue.length} bytes are there`,
      )
    return []
  }

  /** False: the rest has not come yet, or cannot be read. */
  #readBlock(events: RecordedEvent[]): boolean {
    const head = this.#queue.peek(blockHeaderBytes + 4)
    if (head === undefined) return false
    // The type of a section header reads the same in both byte orders; the next section may turn them.
    if (head.readUInt32BE(0) === sectionHeader && !this.#turnByteOrder(head)) return false
    const type = this.#uint32(head, 0)
    const length = this.#uint32(head, 4)
    if (length < blockHeaderBytes + 4 || length % 4 !== 0 || length > blockBytesMax)
      return this.#stop(`a block says that it has ${length} bytes`)
    const block = this.#queue.peek(length)
    if (block === undefined) return false
    if (this.#uint32(block, length - 4) !== length)
      return this.#stop('a block says two different lengths')
    this.#readBody(type, block.subarray(blockHeaderBytes, length - 4), events)
    this.#queue.take(length)
    return true
  }

  #turnByteOrder(head: Buffer): boolean {
    const isLittle = head.readUInt32LE(blockHeaderBytes) === byteOrderMagic
    const isBig = head.readUInt32BE(blockHeaderBytes) === byteOrderMagic
    if (!isLittle && !isBig) return this.#stop('a section has no byte order')
    this.#littleEndian = isLittle
    return true
  }

  #stop(what: string): false {
    this.#isOver = true
    this.#records.bad(`damaged at byte ${this.#queue.offset}: ${what}`)
    return false
  }

  #readBody(type: number, body: Buffer, events: RecordedEvent[]): void {
    switch (type) {
      case sectionHeader:
        this.#interfaces = []
        break
      case interfaceDescription:
        this.#addInterface(body)
        break
      case enhancedPacket:
        this.#readPacket(body, this.#field(body, 0), events)
        break
      case oldPacket:
        this.#readPacket(body, body.length < 2 ? 0 : this.#uint16(body, 0), events)
        break
      case simplePacket:
        this.#readSimplePacket(body, events)
        break
      default:
    }
  }

  #addInterface(body: Buffer): void {
    if (body.length < 8) {
      this.#records.bad(`an interface block at byte ${this.#queue.offset} is too short`)
      return
    }
    if (this.#interfaces.length >= interfaceCountMax)
      throw this.#records.refuse(`more than ${interfaceCountMax} interfaces`)
    const linkType = this.#uint16(body, 0)
    if (!isKnownLinkType(linkType)) throw this.#records.refuse(otherLinkType(linkType))
    const options = this.#options(body.subarray(8))
    const resolution = options.get(9)?.[0] ?? 6
    const offset = options.get(14)
    const seconds = offset === undefined || offset.length < 8 ? 0n : this.#int64(offset)
    this.#interfaces.push({
      linkType,
      snapBytes: this.#uint32(body, 4) || Number.POSITIVE_INFINITY,
      ticksPerMs: ticksPerSecond(resolution) / 1e3,
      offsetMs: Number(seconds) * 1e3,
    })
  }

  #readPacket(body: Buffer, interfaceIndex: number, events: RecordedEvent[]): void {
    this.#packets += 1
    const from = this.#interfaces[interfaceIndex]
    const capturedBytes = this.#field(body, 12)
    if (body.length < 20 || from === undefined || capturedBytes > body.length - 20) {
      this.#badPacket()
      return
    }
    const ticks = this.#uint32(body, 4) * 2 ** 32 + this.#uint32(body, 8)
    this.#lastMs = ticks / from.ticksPerMs + from.offsetMs
    const frame = body.subarray(20, 20 + capturedBytes)
    this.#add(from, frame, this.#uint32(body, 16), events)
  }

  /** It has no time of its own, and belongs to the first interface. */
  #readSimplePacket(body: Buffer, events: RecordedEvent[]): void {
    this.#packets += 1
    const [from] = this.#interfaces
    if (body.length < 4 || from === undefined) {
      this.#badPacket()
      return
    }
    const wireBytes = this.#uint32(body, 0)
    const capturedBytes = Math.min(wireBytes, from.snapBytes, body.length - 4)
    this.#add(from, body.subarray(4, 4 + capturedBytes), wireBytes, events)
  }

  #badPacket(): void {
    this.#records.bad(`packet ${this.#packets}, byte ${this.#queue.offset}: damaged`)
  }

  #add(
    { linkType }: CaptureInterface,
    frame: Buffer,
    wireBytes: number,
    events: RecordedEvent[],
  ): void {
    const event = eventOfFrame(linkType, frame, wireBytes, this.#lastMs, this.#records)
    if (event !== undefined) events.push(event)
  }

  /** By their codes; those that do not fit are left out. */
  #options(bytes: Buffer): ReadonlyMap<number, Buffer> {
    const options = new Map<number, Buffer>()
    let offset = 0
    while (offset + 4 <= bytes.length) {
      const code = this.#uint16(bytes, offset)
      const length = this.#uint16(bytes, offset + 2)
      if (code === 0 || offset + 4 + length > bytes.length) break
      options.set(code, bytes.subarray(offset + 4, offset + 4 + length))
      offset += 4 + Math.ceil(length / 4) * 4
    }
    return options
  }

  #field(body: Buffer, offset: number): number {
    return body.length < offset + 4 ? Number.POSITIVE_INFINITY : this.#uint32(body, offset)
  }

  #uint16(bytes: Buffer, offset: number): number {
    return this.#littleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset)
  }

  #uint32(bytes: Buffer, offset: number): number {
    return this.#littleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset)
  }

  #int64(bytes: Buffer): bigint {
    return this.#littleEndian ? bytes.readBigInt64LE(0) : bytes.readBigInt64BE(0)
  }
}

/** if_tsresol: a power of ten, or of two where the highest bit is set. */
function ticksPerSecond(resolution: number): number {
  const exponent = resolution & 0x7f
  return (resolution & 0x80) === 0 ? 10 ** Math.min(exponent, 18) : 2 ** Math.min(exponent, 62)
}
