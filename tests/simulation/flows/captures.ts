import { BadRecords } from '../../../src/simulation/flows/bad-records.ts'
import type {
  RecordedEvent,
  RecordingReader,
} from '../../../src/simulation/flows/recorded-event.ts'

/** An Ethernet frame with a TCP SYN from 10.244.0.5:40000 to 10.96.1.1:80. */
export function synFrame(sourcePort = 40_000): Buffer {
  return Buffer.concat([
    Buffer.from('020000000001020000000002', 'hex'),
    type(0x0800),
    synPacket(sourcePort),
  ])
}

/** Its IP packet: 40 bytes. */
export function synPacket(sourcePort = 40_000): Buffer {
  const bytes = Buffer.from('450000280001000040060000' + '0af40005' + '0a600101', 'hex')
  const tcp = Buffer.alloc(20)
  tcp.writeUInt16BE(sourcePort, 0)
  tcp.writeUInt16BE(80, 2)
  tcp.writeUInt8(0x50, 12)
  tcp.writeUInt8(0x02, 13)
  return Buffer.concat([bytes, tcp])
}

export function type(number: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(number)
  return bytes
}

export interface PcapOptions {
  readonly magic?: number
  readonly littleEndian?: boolean
  readonly linkType?: number
  readonly major?: number
}

/** A pcap file; each frame one second and 250,000 ticks after the one before. */
export function pcap(frames: readonly Buffer[], options: PcapOptions = {}): Buffer {
  const { magic = 0xa1b2c3d4, littleEndian = true, linkType = 1, major = 2 } = options
  const words = (...numbers: number[]) => numbers.map((number) => uint32(number, littleEndian))
  const header = Buffer.concat([
    ...words(magic),
    uint16(major, littleEndian),
    uint16(4, littleEndian),
    ...words(0, 0, 262_144, linkType),
  ])
  const packets = frames.map((frame, index) =>
    Buffer.concat([...words(1_000 + index, 250_000, frame.length, frame.length), frame]),
  )
  return Buffer.concat([header, ...packets])
}

/** A block of pcapng. */
export function block(number: number, body: Buffer, littleEndian = true): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
  const length = uint32(padded.length + 12, littleEndian)
  return Buffer.concat([uint32(number, littleEndian), length, padded, length])
}

export function section(littleEndian = true): Buffer {
  const version = Buffer.concat([uint16(1, littleEndian), uint16(0, littleEndian)])
  const unknownLength = Buffer.alloc(8, 0xff)
  return block(
    0x0a0d0d0a,
    Buffer.concat([uint32(0x1a2b3c4d, littleEndian), version, unknownLength]),
    littleEndian,
  )
}

export function interfaceBlock(linkType: number, options = Buffer.alloc(0), littleEndian = true) {
  return block(
    1,
    Buffer.concat([uint16(linkType, littleEndian), type(0), uint32(0, littleEndian), options]),
    littleEndian,
  )
}

export function packetBlock(frame: Buffer, ticks: number, index = 0, littleEndian = true): Buffer {
  const words = [index, Math.floor(ticks / 2 ** 32), ticks % 2 ** 32, frame.length, frame.length]
  const head = words.map((word) => uint32(word, littleEndian))
  return block(6, Buffer.concat([...head, frame]), littleEndian)
}

export function uint16(number: number, littleEndian = true): Buffer {
  const bytes = Buffer.alloc(2)
  if (littleEndian) bytes.writeUInt16LE(number)
  else bytes.writeUInt16BE(number)
  return bytes
}

export function uint32(number: number, littleEndian = true): Buffer {
  const bytes = Buffer.alloc(4)
  if (littleEndian) bytes.writeUInt32LE(number)
  else bytes.writeUInt32BE(number)
  return bytes
}

/** All events of a recording that comes in pieces of that size. */
export function readAll(
  reader: RecordingReader,
  bytes: Buffer,
  pieceBytes = 65_536,
): readonly RecordedEvent[] {
  const events: RecordedEvent[] = []
  for (let start = 0; start < bytes.length; start += pieceBytes)
    events.push(...reader.push(bytes.subarray(start, start + pieceBytes)))
  return [...events, ...reader.end()]
}

export function strict(): BadRecords {
  return new BadRecords('test', false)
}

export function lenient(): BadRecords {
  return new BadRecords('test', true)
}
