import type { BadRecords } from '../bad-records.ts'
import type { RecordedEvent } from '../recorded-event.ts'
import { decodeIpPacket } from './ip-packet.ts'
import { ipOffset } from './link-layer.ts'

/** The event of one captured frame; undefined: nobody can replay it, and it was counted. */
export function eventOfFrame(
  linkType: number,
  frame: Buffer,
  wireBytes: number,
  atMs: number,
  records: BadRecords,
): RecordedEvent | undefined {
  const offset = ipOffset(linkType, frame)
  if (offset === undefined) {
    records.skip('not-ip')
    return undefined
  }
  const packet = decodeIpPacket(frame.subarray(offset), Math.max(0, wireBytes - offset))
  if (typeof packet === 'string') {
    records.skip(packet)
    return undefined
  }
  return { kind: 'packet', atMs, packet }
}
