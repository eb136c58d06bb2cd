import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import {
  isPcapMagic,
  otherLinkType,
  PcapReader,
} from '../../../../src/simulation/flows/capture/pcap-reader.ts'
import { lenient, pcap, readAll, strict, synFrame, uint32 } from '../captures.ts'

const two = [synFrame(40_000), synFrame(40_001)]

describe('a pcap file', () => {
  it.each([
    { name: 'little endian, µs', options: {}, want: 1_000_250 },
    { name: 'big endian, µs', options: { littleEndian: false }, want: 1_000_250 },
    { name: 'little endian, ns', options: { magic: 0xa1b23c4d }, want: 1_000_000.25 },
    {
      name: 'big endian, ns',
      options: { magic: 0xa1b23c4d, littleEndian: false },
      want: 1_000_000.25,
    },
  ])('is read: $name', ({ options, want }) => {
    const events = readAll(new PcapReader(strict()), pcap(two, options))
    expect(events.map((event) => event.kind === 'packet' && event.atMs)).toEqual([
      want,
      want + 1_000,
    ])
  })

  it('may come in pieces of any size', () => {
    const bytes = pcap(two)
    const whole = readAll(new PcapReader(strict()), bytes)
    for (const size of [1, 7, 24, 60, 71])
      expect(readAll(new PcapReader(strict()), bytes, size)).toEqual(whole)
  })

  it.each([
    {
      name: 'cut in its header',
      bytes: pcap([]).subarray(0, 20),
      says: 'cut in the file header: 20 of 24 bytes',
    },
    {
      name: 'cut in a packet',
      bytes: pcap(two).subarray(0, 100),
      says: 'cut in packet 2, which begins at byte 94: 6 bytes are there',
    },
    {
      name: 'another link type',
      bytes: pcap(two, { linkType: 105 }),
      says: 'link type 105: expected one of 0 (NULL), 1 (ETHERNET)',
    },
    { name: 'another version', bytes: pcap(two, { major: 3 }), says: 'pcap version 3' },
    { name: 'no pcap', bytes: Buffer.alloc(30, 1), says: 'no pcap file' },
    {
      name: 'a packet of 4 GB',
      bytes: Buffer.concat([pcap([]), uint32(1), uint32(1), uint32(0xffffffff), uint32(1)]),
      says: 'damaged at packet 1, byte 24: it says that it has 4294967295 bytes',
    },
  ])('is refused: $name', ({ bytes, says }) => {
    expect(() => readAll(new PcapReader(strict()), bytes)).toThrow(says)
  })

  it('gives what is whole of it on request', () => {
    const records = lenient()
    expect(readAll(new PcapReader(records), pcap(two).subarray(0, 100))).toHaveLength(1)
    expect(records.count).toBe(1)
  })

  it('is known by its first bytes', () => {
    expect(isPcapMagic(0xd4c3b2a1)).toBe(true)
    expect(isPcapMagic(0x0a0d0d0a)).toBe(false)
    expect(otherLinkType(9)).toContain('link type 9')
  })

  it.each([
    { file: 'http.pcap', packets: 127, skipped: { 'not-ip': 2, 'icmp-message': 7 } },
    {
      file: 'scapy.pcap',
      packets: 13,
      skipped: { 'icmp-message': 1, 'not-ip': 1, 'other-protocol': 1, 'later-fragment': 3 },
    },
  ])('that another program wrote is read: $file', ({ file, packets, skipped }) => {
    const records = strict()
    const bytes = readFileSync(`tests/simulation/flows/data/${file}`)
    expect(readAll(new PcapReader(records), bytes)).toHaveLength(packets)
    expect(Object.fromEntries(records.skipped)).toEqual(skipped)
  })

  it('may hold anything: it is read, or refused', () => {
    const damaged = fc.tuple(
      fc.constantFrom(pcap(two), readFileSync('tests/simulation/flows/data/scapy.pcap')),
      fc.array(fc.tuple(fc.nat(7_000), fc.nat(255)), { maxLength: 20 }),
      fc.integer({ min: 1, max: 500 }),
    )
    fc.assert(
      fc.property(damaged, fc.boolean(), ([bytes, changes, size], skips) => {
        const copy = Buffer.from(bytes)
        for (const [at, value] of changes) if (at < copy.length) copy.writeUInt8(value, at)
        try {
          readAll(new PcapReader(skips ? lenient() : strict()), copy, size)
        } catch (error) {
          if (!isUserError(error)) throw error
        }
      }),
    )
  })
})
