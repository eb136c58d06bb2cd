import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import { PcapReader } from '../../../../src/simulation/flows/capture/pcap-reader.ts'
import {
  PcapngReader,
  sectionHeader,
} from '../../../../src/simulation/flows/capture/pcapng-reader.ts'
import {
  block,
  interfaceBlock,
  lenient,
  packetBlock,
  readAll,
  section,
  strict,
  synFrame,
  synPacket,
  uint16,
  uint32,
} from '../captures.ts'

const timesOf = (bytes: Buffer, size?: number) =>
  readAll(new PcapngReader(strict()), bytes, size).map(
    (event) => event.kind === 'packet' && event.atMs,
  )
const option = (code: number, value: Buffer) =>
  Buffer.concat([
    uint16(code),
    uint16(value.length),
    value,
    Buffer.alloc((4 - (value.length % 4)) % 4),
  ])
const inData = (name: string) => readFileSync(`tests/simulation/flows/data/${name}`)

describe('a pcapng file', () => {
  it('is read in both byte orders, which a section may turn', () => {
    const bytes = Buffer.concat([
      section(false),
      interfaceBlock(1, undefined, false),
      packetBlock(synFrame(), 1_500_000, 0, false),
      section(true),
      interfaceBlock(101),
      packetBlock(synPacket(), 2_500_000),
    ])
    expect(timesOf(bytes)).toEqual([1_500, 2_500])
    expect(timesOf(bytes, 5)).toEqual([1_500, 2_500])
  })

  it('has a clock for each interface', () => {
    const nanoseconds = option(9, Buffer.from([9]))
    const halves = option(9, Buffer.from([0x81]))
    const later = option(14, Buffer.from([10, 0, 0, 0, 0, 0, 0, 0]))
    const bytes = Buffer.concat([
      section(),
      interfaceBlock(1, nanoseconds),
      interfaceBlock(1, Buffer.concat([halves, later])),
      packetBlock(synFrame(), 3_000_000, 0),
      packetBlock(synFrame(), 3, 1),
    ])
    expect(timesOf(bytes)).toEqual([3, 11_500])
  })

  it('may hold simple and obsolete packet blocks, and blocks of other kinds', () => {
    const simple = block(3, Buffer.concat([uint32(54), synFrame()]))
    const obsolete = block(
      2,
      Buffer.concat([
        uint16(0),
        uint16(0),
        uint32(0),
        uint32(7_000),
        uint32(54),
        uint32(54),
        synFrame(),
      ]),
    )
    const bytes = Buffer.concat([
      section(),
      block(5, Buffer.alloc(8)),
      interfaceBlock(1),
      obsolete,
      simple,
    ])
    expect(timesOf(bytes)).toEqual([7, 7])
  })

  it.each([
    {
      name: 'cut',
      bytes: Buffer.concat([
        section(),
        interfaceBlock(1),
        packetBlock(synFrame(), 0).subarray(0, 50),
      ]),
      says: 'cut in the block that begins at byte 48, after 0 packets',
    },
    {
      name: 'another link type',
      bytes: Buffer.concat([section(), interfaceBlock(105)]),
      says: 'link type 105',
    },
    {
      name: 'a packet without interface',
      bytes: Buffer.concat([section(), packetBlock(synFrame(), 0, 3)]),
      says: 'packet 1, byte 28: damaged',
    },
    {
      name: 'a block of 2 GB',
      bytes: Buffer.concat([section(), uint32(6), uint32(2 ** 31), uint32(0)]),
      says: 'damaged at byte 28: a block says that it has 2147483648 bytes',
    },
    {
      name: 'two lengths',
      bytes: Buffer.concat([section(), block(6, Buffer.alloc(4)).fill(9, 12)]),
      says: 'two different lengths',
    },
    {
      name: 'no byte order',
      bytes: Buffer.concat([section().fill(0, 8, 12)]),
      says: 'no byte order',
    },
    {
      name: 'a short interface block',
      bytes: Buffer.concat([section(), block(1, Buffer.alloc(4))]),
      says: 'too short',
    },
    {
      name: 'a short simple block',
      bytes: Buffer.concat([section(), block(3, Buffer.alloc(0))]),
      says: 'damaged',
    },
  ])('is refused: $name', ({ bytes, says }) => {
    expect(() => timesOf(bytes)).toThrow(says)
  })

  it('says the same as the pcap file that it was made of', () => {
    const packets = readAll(new PcapReader(strict()), inData('http.pcap'))
    expect(readAll(new PcapngReader(strict()), gunzipSync(inData('http.pcapng.gz')))).toEqual(
      packets,
    )
    expect(gunzipSync(inData('http.pcapng.gz')).readUInt32BE(0)).toBe(sectionHeader)
  })

  it('may hold anything: it is read, or refused', () => {
    const whole = gunzipSync(inData('http.pcapng.gz'))
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 })
    fc.assert(
      fc.property(
        changes,
        fc.integer({ min: 1, max: 2_000 }),
        fc.boolean(),
        (changed, size, skips) => {
          const copy = Buffer.from(whole)
          for (const [at, value] of changed) copy.writeUInt8(value, at)
          try {
            readAll(new PcapngReader(skips ? lenient() : strict()), copy, size)
          } catch (error) {
            if (!isUserError(error)) throw error
          }
        },
      ),
    )
  })
})
