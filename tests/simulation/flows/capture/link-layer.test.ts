import { describe, expect, it } from 'vitest'
import {
  describeLinkTypes,
  ipOffset,
  isKnownLinkType,
} from '../../../../src/simulation/flows/capture/link-layer.ts'
import { synFrame, synPacket, type } from '../captures.ts'

const macs = Buffer.alloc(12)
const tag = (number: number) => Buffer.concat([type(number), type(7)])
const ipv4 = Buffer.concat([type(0x0800), synPacket()])

describe('where the IP packet begins', () => {
  it.each([
    { name: 'Ethernet', linkType: 1, frame: synFrame(), want: 14 },
    { name: 'a VLAN tag', linkType: 1, frame: Buffer.concat([macs, tag(0x8100), ipv4]), want: 18 },
    {
      name: 'two VLAN tags',
      linkType: 1,
      frame: Buffer.concat([macs, tag(0x88a8), tag(0x8100), ipv4]),
      want: 22,
    },
    { name: 'raw IP', linkType: 101, frame: synPacket(), want: 0 },
    { name: 'raw IP, an older number', linkType: 12, frame: synPacket(), want: 0 },
    { name: 'IPv4', linkType: 228, frame: synPacket(), want: 0 },
    {
      name: 'loopback',
      linkType: 0,
      frame: Buffer.concat([Buffer.alloc(4), synPacket()]),
      want: 4,
    },
    {
      name: 'OpenBSD loopback',
      linkType: 108,
      frame: Buffer.concat([Buffer.alloc(4), synPacket()]),
      want: 4,
    },
    { name: 'cooked', linkType: 113, frame: Buffer.concat([Buffer.alloc(14), ipv4]), want: 16 },
    {
      name: 'cooked, version 2',
      linkType: 276,
      frame: Buffer.concat([type(0x0800), Buffer.alloc(18), synPacket()]),
      want: 20,
    },
    {
      name: 'cooked, version 2, with a VLAN tag',
      linkType: 276,
      frame: Buffer.concat([type(0x8100), Buffer.alloc(18), type(7), ipv4]),
      want: 24,
    },
  ])('$name: at $want', ({ linkType, frame, want }) => {
    expect(ipOffset(linkType, frame)).toBe(want)
  })

  it.each([
    { name: 'ARP', linkType: 1, frame: Buffer.concat([macs, type(0x0806), Buffer.alloc(28)]) },
    { name: 'a frame that is cut', linkType: 1, frame: synFrame().subarray(0, 13) },
    {
      name: 'tags without end',
      linkType: 1,
      frame: Buffer.concat([macs, ...Array(20).fill(tag(0x8100))]),
    },
    { name: 'loopback of no IP', linkType: 0, frame: Buffer.alloc(8) },
    { name: 'cooked ARP', linkType: 276, frame: Buffer.concat([type(0x0806), Buffer.alloc(40)]) },
    { name: 'another link', linkType: 105, frame: synFrame() },
  ])('nowhere: $name', ({ linkType, frame }) => {
    expect(ipOffset(linkType, frame)).toBeUndefined()
  })

  it('is known for some link types, which are listed', () => {
    expect(isKnownLinkType(113)).toBe(true)
    expect(isKnownLinkType(105)).toBe(false)
    expect(describeLinkTypes()).toContain('276 (LINUX_SLL2)')
  })
})
